"""Invitations (giấy mời): which sites are asked, what they answer, who will sit there.

Tables: invitations, delegates.
"""
