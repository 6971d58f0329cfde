"""Journeys: a real browser through a real demo."""
