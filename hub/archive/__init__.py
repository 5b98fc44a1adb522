"""The archive: sealed dossiers of meetings, and search over everything one may see.

Tables: dossiers, search_entries.
"""
