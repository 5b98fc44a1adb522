"""The neighbours: mail, storage, media, signing, PDF. None works inside a unit of work."""
