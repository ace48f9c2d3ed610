"""Requests of people about their own data, in the CMS, for operators."""
