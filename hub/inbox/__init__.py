"""What browsers said and were answered, so that saying it again after a lost line does no harm.

Tables: client_events.
"""
