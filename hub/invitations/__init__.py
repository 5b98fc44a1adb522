"""Invitations (giấy mời): which sites are asked to a meeting, and what their units answer.

Tables: invitations, delegates.
"""
