"""The live conference: lobby, seats, stage and floor.

Tables: rooms, seats, join_tokens, floor_requests.
"""
