"""What online meetings and electronic documents saved: paper, postage, travel. An estimate.

Facts (pages, recipients, sites present, distances) come from the hub; prices are assumptions
that the office sets, kept in versions and shown beside every figure.
"""
