"""Verbs of surveys, one file a theme."""
