"""The verbs of conferences. Each is one transaction with its event and its notices."""
