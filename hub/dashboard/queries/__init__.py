"""What the pages that read across features show. Each function says whose things it counts."""

from hub.dashboard.queries.day import Day, Slot, answers, day, own_answer, to_come
from hub.dashboard.queries.figures import Figures, figures
from hub.dashboard.queries.live import LiveMeeting, Tile, live_meetings
from hub.dashboard.queries.released import Released, released
from hub.dashboard.queries.waiting import Waiting, waiting

__all__ = [
    "Day", "Figures", "LiveMeeting", "Released", "Slot", "Tile", "Waiting", "answers", "day",
    "figures", "live_meetings", "own_answer", "released", "to_come", "waiting",
]  # fmt: skip
