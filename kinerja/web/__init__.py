"""The web door: one page, one question or one operation."""
