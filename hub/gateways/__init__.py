"""The neighbours: mail, storage, media, signing, PDF. Each refuses to work inside a unit of work."""
