"""Answering a survey on its page."""
