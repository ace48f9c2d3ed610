"""Pages of following, of confirming an address and of stopping."""
