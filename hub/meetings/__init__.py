"""Meetings (hội nghị, cuộc họp): what is held, when, by whom, at which sites.

Tables: meetings, agenda_items, meeting_sites.
"""
