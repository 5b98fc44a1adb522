"""How long a maker may be silent, how long files are kept, who is told when."""

from datetime import datetime, timedelta
from typing import Final

from hub.exports.models import Export, ExportState

#: A maker says that it lives each few seconds; a page of ten thousand rows holds it up for ten.
SILENT_FOR: Final = timedelta(seconds=60)
#: The page that waits shows the end within seconds; who has left it gets a notice.
SHOWN_WITHIN: Final = timedelta(seconds=10)
#: What became of a file can be read for so long after its time is over.
REMEMBERED_FOR: Final = timedelta(days=7)
#: Files of one person that are made at once.
MOST_AT_ONCE: Final = 3


def state_of(export: Export, now: datetime) -> ExportState:
    """Return where a file stands: one whose maker has been silent for too long is interrupted."""
    if export.state is ExportState.MAKING and now - export.beat_at > SILENT_FOR:
        return ExportState.INTERRUPTED
    return export.state


def is_being_made(export: Export, now: datetime) -> bool:
    """Tell whether somebody is at it."""
    return state_of(export, now) is ExportState.MAKING


def kept_until(export: Export, hours: int) -> datetime | None:
    """Return until when a file can be taken; None when there is none to take."""
    if export.state is not ExportState.READY or export.finished_at is None:
        return None
    return export.finished_at + timedelta(hours=hours)
