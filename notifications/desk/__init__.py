"""The desk of notices in the CMS: words and rules, for operators."""
