"""The desk of surveys in the CMS."""
