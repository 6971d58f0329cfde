"""What papers say of a measured quarter plays it once per module."""

from tests.quarter import at_post, quarter, reviewed

__all__ = ["at_post", "quarter", "reviewed"]
