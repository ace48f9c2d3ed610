"""People talk about a question: votes, comments, reports. POST only; a fetch gets JSON."""
