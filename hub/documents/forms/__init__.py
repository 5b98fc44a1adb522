"""Documents: forms."""
