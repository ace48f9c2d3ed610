"""An agency's own list of responsible persons: changes, ends, the yearly confirmation."""
