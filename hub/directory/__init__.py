"""Units (time-valid tree), sites (điểm cầu), people, posts, roles.

Tables: units, unit_codes, unit_successions, sites, people, posts, post_roles.
"""
