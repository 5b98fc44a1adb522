"""Attendance (điểm danh): who was there, from when to when, and how the roll was called.

Tables: presence_events, presences, roll_entries, corrections, attendance_sheets.
"""
