"""Bringing content in: the page trees, the demo, and as many rows as the real portal has."""
