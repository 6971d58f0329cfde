"""From a paper to its bytes."""
