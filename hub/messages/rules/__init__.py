"""Pure decisions about messages and incidents."""

from hub.messages.rules.access import (
    can_write,
    may_look_after,
    may_read_chairs,
    may_run,
    may_see_incidents,
    may_write,
    may_write_to,
)
from hub.messages.rules.words import word

__all__ = [
    "can_write", "may_look_after", "may_read_chairs", "may_run", "may_see_incidents", "may_write",
    "may_write_to", "word",
]  # fmt: skip
