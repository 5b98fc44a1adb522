"""Looking messages and incidents up. Each function says what it loads; nothing loads itself."""

from hub.messages.queries.chat import (
    Messages,
    board_locked,
    find_board,
    find_reading,
    find_sent,
    get_message,
    newest,
    of_everybody,
    recipients,
)
from hub.messages.queries.incidents import (
    figures_of,
    find_unsolved,
    get_incident,
    incidents_of,
    incidents_to_see,
    next_incident_number,
)
from hub.messages.queries.lost_lines import lines_lost, meetings_to_look_at, sites_in_order

__all__ = [
    "Messages", "board_locked", "figures_of", "find_board", "find_reading", "find_sent",
    "find_unsolved", "get_incident", "get_message", "incidents_of", "incidents_to_see",
    "lines_lost", "meetings_to_look_at", "newest", "next_incident_number", "of_everybody",
    "recipients", "sites_in_order",
]  # fmt: skip
