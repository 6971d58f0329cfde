"""Arithmetic and rules in plain Python: no Django, no clock, no float."""
