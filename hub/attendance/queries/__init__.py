"""Looking attendance up. Each function says what it loads; nothing loads itself."""

from hub.attendance.queries.content import content_of
from hub.attendance.queries.reports import (
    MeetingLine,
    MonthLine,
    Report,
    UnitLine,
    report,
)
from hub.attendance.queries.roll import (
    ended_by_estimate,
    find_entry,
    find_latest,
    find_open,
    get_own_site,
    get_site,
    open_in,
    silent_since,
)
from hub.attendance.queries.summary import (
    AttendanceSummary,
    Counts,
    SiteAttendance,
    announced_absence,
    corrections_of,
    counted,
    sheet_of,
    summary,
)

__all__ = [
    "AttendanceSummary", "Counts", "MeetingLine", "MonthLine", "Report", "SiteAttendance",
    "UnitLine", "announced_absence", "content_of", "corrections_of", "counted", "ended_by_estimate",
    "find_entry", "find_latest", "find_open", "get_own_site", "get_site", "open_in", "report",
    "sheet_of", "silent_since", "summary",
]  # fmt: skip
