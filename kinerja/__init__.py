"""Kinerja: an agency's own SOP, running."""
