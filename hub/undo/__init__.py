"""Taking back, for some seconds, what a person has just removed or put away.

Tables: removals.
"""
