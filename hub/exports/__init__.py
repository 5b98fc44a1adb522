"""Files that take long to make: made in the background, taken later, then deleted.

Tables: exports.
"""
