"""What surveys are to the capabilities below."""
