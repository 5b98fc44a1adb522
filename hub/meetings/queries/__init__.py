"""Looking meetings up. Each function says what it loads; nothing loads itself."""

from hub.meetings.queries.clashes import Asked, Clash, clashes, free_slot
from hub.meetings.queries.glimpses import Glimpse, Place, glimpse_to_see, glimpses, places
from hub.meetings.queries.lists import (
    Listed,
    between,
    listed,
    live_ones,
    site_counts,
    visible_to,
)
from hub.meetings.queries.lookups import (
    get,
    get_to_arrange,
    get_to_chair,
    get_to_see,
    main_site_of,
    member_sites,
    next_code,
    site_of_unit,
    sites_of,
    take_turn,
    withdrawn_sites,
)

__all__ = [
    "Asked", "Clash", "Glimpse", "Listed", "Place", "between", "clashes", "free_slot", "get",
    "get_to_arrange", "get_to_chair", "get_to_see", "glimpse_to_see", "glimpses",
    "listed", "live_ones", "main_site_of", "member_sites",
    "next_code", "places", "site_counts", "site_of_unit", "sites_of", "take_turn", "visible_to",
    "withdrawn_sites",
]  # fmt: skip
