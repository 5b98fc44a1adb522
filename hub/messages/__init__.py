"""Messages of a meeting (trao đổi), and the technician's calls with their incident log (sự cố)."""
