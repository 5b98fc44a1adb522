"""Changing votes."""

from hub.votes.service.counting import cancel, close_voting, count
from hub.votes.service.drafting import MotionText, discard, draft, edit
from hub.votes.service.voting import cast, cast_by_telephone, open_voting, stop_with_meeting

__all__ = [
    "MotionText", "cancel", "cast", "cast_by_telephone", "close_voting", "count", "discard",
    "draft", "edit", "open_voting", "stop_with_meeting",
]  # fmt: skip
