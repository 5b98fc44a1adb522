"""What a frozen sheet says goes before what rows, rules and names say now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.rules import AttendanceClass, Interval


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
