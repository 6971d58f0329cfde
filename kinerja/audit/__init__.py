"""What happened: append-only, chained by hash. `audit.log` is the only way in and out."""
