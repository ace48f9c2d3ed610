"""The editors' desk: conferences made, set, cancelled, closed with a summary."""
