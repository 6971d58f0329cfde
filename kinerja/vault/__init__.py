"""What was handed in or printed: bytes by SHA-256, never overwritten."""
