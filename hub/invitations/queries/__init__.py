"""Looking invitations up. Each function says what it loads; nothing loads itself."""

from hub.invitations.queries.asking import (
    askings,
    at_sites,
    is_asking,
    not_asked,
    readers_of,
)
from hub.invitations.queries.counting import (
    Counts,
    count_chaseable,
    counts,
    counts_of,
    has_withdrawn,
)
from hub.invitations.queries.lookups import (
    ever_of_meeting,
    get,
    get_of_meeting,
    get_of_unit,
    ids_of_meeting,
    listed,
    mine,
    newest_guest,
    of_meeting,
    of_unit,
)

__all__ = [
    "Counts",
    "askings",
    "at_sites",
    "count_chaseable",
    "counts",
    "counts_of",
    "ever_of_meeting",
    "get",
    "get_of_meeting",
    "get_of_unit",
    "has_withdrawn",
    "ids_of_meeting",
    "is_asking",
    "listed",
    "mine",
    "newest_guest",
    "not_asked",
    "of_meeting",
    "of_unit",
    "readers_of",
]
