"""Whose turn it is: procedures in force, running cases, visits of steps, folders, time. Knows cases, not indicators."""
