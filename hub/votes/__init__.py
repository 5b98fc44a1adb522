"""Votes (biểu quyết): motions, who may vote, open and secret ballots, results that stay.

How a secret vote stays secret is written down in docs/decisions/0008-secret-ballots.md.
"""
