"""What may be uploaded."""
