"""The form for a question to a conference, and what its author sees of it afterwards."""
