"""Line quality (chất lượng đường truyền): tests before, samples during, reports after.

Tables: line_tests, mode_spells, quality_samples, site_statements.
"""
