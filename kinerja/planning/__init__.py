"""What was promised: the plan tree, indicator cards, targets, money, the shelf of agency documents."""
