"""Looking attendance up. Each function says what it loads; nothing loads itself."""

from hub.attendance.queries.chain import Chain, PersonTrace, SiteTrace, chain_of
from hub.attendance.queries.communes import (
    RankedUnit,
    UnitReport,
    YearReport,
    unit_report,
    year_report,
)
from hub.attendance.queries.comparison import Comparison, Pair, comparison
from hub.attendance.queries.content import content_of, evidence_of, record_of
from hub.attendance.queries.heard import heard_in
from hub.attendance.queries.held import OVER, held
from hub.attendance.queries.judging import SiteAttendance, announced_absence
from hub.attendance.queries.limits import limits_by_meeting, rules_by_type
from hub.attendance.queries.quorum import (
    CallProgress,
    Present,
    announced_by,
    answered_since,
    calls_of,
    find_call,
    is_there,
    present,
    progress_of,
    quorum_check_of,
)
from hub.attendance.queries.reports import (
    MeetingLine,
    MonthLine,
    Report,
    UnitLine,
    report,
)
from hub.attendance.queries.roll import (
    OpenStay,
    ended_by_estimate,
    entries_of,
    find_entry,
    find_latest,
    find_latest_at,
    find_open,
    get_own_site,
    get_site,
    open_by_connection,
    open_in,
    silent_since,
)
from hub.attendance.queries.summary import (
    AttendanceSummary,
    Counts,
    corrections_of,
    counted,
    get_sheet,
    sheet_lines,
    sheet_of,
    sheets_of,
    summary,
)

__all__ = [
    "OVER", "AttendanceSummary", "CallProgress", "Chain", "Comparison", "Counts", "MeetingLine",
    "MonthLine", "OpenStay", "Pair", "PersonTrace", "Present", "RankedUnit", "Report",
    "SiteAttendance", "SiteTrace", "UnitLine", "UnitReport", "YearReport", "announced_absence",
    "announced_by", "answered_since", "calls_of", "chain_of", "comparison", "content_of",
    "corrections_of", "counted", "ended_by_estimate", "entries_of", "evidence_of", "find_call",
    "find_entry", "find_latest", "find_latest_at", "find_open", "get_own_site", "get_sheet",
    "get_site", "heard_in", "held", "is_there", "limits_by_meeting", "open_by_connection",
    "open_in", "present", "progress_of", "quorum_check_of", "record_of", "report", "rules_by_type",
    "sheet_lines", "sheet_of", "sheets_of", "silent_since", "summary", "unit_report", "year_report",
]  # fmt: skip
