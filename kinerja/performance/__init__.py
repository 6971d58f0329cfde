"""What was reached: cycles, sheets, figures, evidence, recap, measurement, results."""
