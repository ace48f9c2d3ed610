"""Measuring: `make bench`. Figures, not tests; nothing here fails when it is slow."""
