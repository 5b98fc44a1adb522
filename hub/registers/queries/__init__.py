"""Reading registers."""

from hub.registers.queries.incoming import (
    Arrivals,
    entry_of_document,
    incoming,
    incoming_page,
    lines_of_document,
    same_as,
    waiting,
    was_received,
)
from hub.registers.queries.outgoing import (
    Outgoings,
    entry_of_minutes,
    line_of_document,
    outgoing,
    outgoing_page,
    register_of,
)

__all__ = [
    "Arrivals",
    "Outgoings",
    "entry_of_document",
    "entry_of_minutes",
    "incoming",
    "incoming_page",
    "line_of_document",
    "lines_of_document",
    "outgoing",
    "outgoing_page",
    "register_of",
    "same_as",
    "waiting",
    "was_received",
]
