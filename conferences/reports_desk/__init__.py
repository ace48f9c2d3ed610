"""Reported comments in the CMS: for moderators, and for the agency that holds the conference."""
