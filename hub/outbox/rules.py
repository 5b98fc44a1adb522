"""How often a message is tried."""

from datetime import timedelta
from typing import Final

#: Pauses after the 1st, 2nd… failure; after the last one the hub gives up and says so.
PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
KEEP_SENT: Final = timedelta(days=400)


def pause_after(failures: int) -> timedelta | None:
    """Return how long to wait after this many failures; None means give up."""
    return PAUSES[failures - 1] if failures <= len(PAUSES) else None
