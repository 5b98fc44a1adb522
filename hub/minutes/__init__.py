"""Minutes (biên bản): drafted from the facts, edited, submitted, signed, frozen.

Tables: minutes, minutes_revisions, minutes_signatures.
"""
