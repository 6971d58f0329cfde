"""Forms help the person type; what may be done is decided by the operations."""
