"""Reports of the desks: figures of a period in words, tables and bars, and their exports."""
