"""Signing in: accounts, sessions, the log of attempts, personal settings.

Tables: accounts, sign_ins, sign_in_attempts.
"""
