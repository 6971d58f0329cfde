"""What papers say: one frozen dataclass per paper, without a database."""
