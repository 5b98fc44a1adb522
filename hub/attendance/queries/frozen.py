"""What a frozen sheet says goes before what rows, rules and names say now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.attendance.models import AttendanceSheet
from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.rules import AttendanceClass, Interval
from hub.core.ids import MeetingId


def frozen_sites(
    session: Session, meeting_ids: Collection[MeetingId]
) -> Iterator[tuple[MeetingId, Sequence[Mapping[str, Any]]]]:
    """Yield what the sheets that count say of the sites of some meetings, one meeting at a time.

    A national sheet is megabytes: no two are held at once.
    """
    newest = (
        select(AttendanceSheet.meeting_id, func.max(AttendanceSheet.number))
        .where(AttendanceSheet.meeting_id.in_(meeting_ids))
        .group_by(AttendanceSheet.meeting_id)
    )
    for meeting_id, number in session.execute(newest).all():
        content = select(AttendanceSheet.content).filter_by(meeting_id=meeting_id, number=number)
        yield meeting_id, session.scalars(content).one()["sites"]


def as_kept_in(
    sites: Sequence[Mapping[str, Any]], rows: Sequence[SiteAttendance]
) -> list[SiteAttendance]:
    """Return the sites as a frozen content has them; one it does not know stays as it is."""
    kept = {each["id"]: each for each in sites}
    return [_as_kept(row, kept.get(str(row.meeting_site.id))) for row in rows]


def _as_kept(row: SiteAttendance, kept: Mapping[str, Any] | None) -> SiteAttendance:
    if kept is None:
        return row
    return replace(
        row,
        kept=kept,
        intervals=tuple(_interval(each) for each in kept["intervals"]),
        classes=tuple(AttendanceClass(each) for each in kept["classes"]),
        minutes=kept["minutes"],
        percent=kept.get("percent", row.percent),
        gap_s=kept.get("gap_s", row.gap_s),
    )


def _interval(kept: Mapping[str, Any]) -> Interval:
    return Interval(
        datetime.fromisoformat(kept["from"]),
        datetime.fromisoformat(kept["to"]) if kept["to"] else None,
        lost=kept["lost"],
        estimated=kept["estimated"],
    )
