"""Honest stand-ins of the services outside the portal. Development and tests only.

They speak the real protocols over HTTP, use the standard library alone, and nothing of
the portal imports them. See README.md beside this file.
"""
