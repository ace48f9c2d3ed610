"""The public form on which an agency asks for access, and the operator's forms."""
