"""The content of a sheet as it is frozen: plain values that anyone can hash again."""

from datetime import datetime
from typing import Any

from hub.attendance.queries.summary import AttendanceSummary, SiteAttendance


def content_of(summary: AttendanceSummary) -> dict[str, Any]:
    """Return what is frozen: the facts of every site, the counts, the corrections so far."""
    meeting = summary.meeting
    return {
        "meeting": {
            "id": str(meeting.id),
            "code": meeting.code,
            "title": meeting.title,
            "starts_at": _moment(meeting.starts_at),
            "opened_at": _moment(meeting.opened_at),
            "closed_at": _moment(meeting.closed_at),
        },
        "quorum": {
            "units_present": summary.quorum.units_present,
            "units_expected": summary.quorum.units_expected,
            "units_needed": summary.quorum.units_needed,
            "persons_present": summary.quorum.persons_present,
            "persons_expected": summary.quorum.persons_expected,
            "met": summary.quorum.is_met,
        },
        "sites": [_site(row) for row in summary.sites],
        "corrections": [
            {
                "site": str(each.meeting_site_id),
                "was": each.was,
                "became": each.became,
                "reason": each.reason,
                "author": each.author_name,
                "at": _moment(each.at),
            }
            for each in summary.corrections
        ],
    }


def _site(row: SiteAttendance) -> dict[str, Any]:
    return {
        "id": str(row.meeting_site.id),
        "site": row.meeting_site.site.name,
        "unit": row.meeting_site.unit.name,
        "status": row.status.value if row.status else None,
        "source": row.source.value if row.source else None,
        "head_count": row.head_count,
        "deputy": row.deputy,
        "classes": [each.value for each in row.classes],
        "minutes": row.minutes,
        "note": row.note,
        "intervals": [
            {
                "from": _moment(each.start),
                "to": _moment(each.end),
                "lost": each.lost,
                "estimated": each.estimated,
            }
            for each in row.intervals
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
