"""What we sign, number, freeze and archive."""
