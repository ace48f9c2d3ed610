"""The personal account."""
