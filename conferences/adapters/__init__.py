"""What conferences are to the capabilities."""
