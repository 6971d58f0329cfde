"""What happens in each act of a procedure, and what its performer types."""
