"""What happened: every event, in a chain of hashes that shows any later change.

Tables: audit_entries (append-only; the database itself refuses UPDATE and DELETE).
"""
