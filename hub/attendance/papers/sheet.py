"""The attendance of a meeting as a table for XLSX and CSV."""

from collections.abc import Sequence

from hub.attendance.queries import AttendanceSummary, SiteAttendance, chain_of
from hub.attendance.rules import word
from hub.core.clock import format_moment, format_time
from hub.core.text import gettext as _
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet


def sheet_table(summary: AttendanceSummary) -> Sheet:
    """Return the attendance of a meeting as a table: a row per site, at its fixed place."""
    outcomes = {each.row.meeting_site.id: each.outcome for each in chain_of(summary).sites}
    columns = [
        Column(_("Row number"), Kind.NUMBER),
        Column(_("Site")),
        Column(_("Unit")),
        Column(_("Roll call")),
        Column(_("Source of the entry")),
        Column(_("Head count"), Kind.NUMBER),
        Column(_("Deputy sent")),
        Column(_("How it went")),
        Column(_("Came at"), Kind.MOMENT),
        Column(_("Left at"), Kind.MOMENT),
        Column(_("Minutes present"), Kind.MINUTES),
        Column(_("Share of the meeting"), Kind.PERCENT),
        Column(_("Seconds of line gaps"), Kind.NUMBER),
        Column(_("Stays")),
        Column(_("Answer and coming")),
        Column(_("Remark")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            number,
            row.meeting_site.site.name,
            row.meeting_site.unit.name,
            word(row.status),
            word(row.source) if row.source else "",
            row.head_count,
            _("yes, a deputy") if row.deputy else "",
            classes_in_words(row),
            row.first_joined,
            row.last_left,
            row.minutes,
            row.percent,
            row.gap_s,
            stays_in_words(row),
            word(outcomes[row.meeting_site.id]) if row.meeting_site.id in outcomes else "",
            row.note,
        ]
        for number, row in enumerate(summary.sites, 1)
    ]
    return Sheet(_("Attendance"), columns, rows, heading=heading_of(summary))


def classes_in_words(row: SiteAttendance) -> str:
    """Return what a site's attendance is called."""
    return ", ".join(word(each) for each in row.classes)


def stays_in_words(row: SiteAttendance) -> str:
    """Return when a site was there: `08:00–09:10, 09:14–` (open), `~` before a guessed end."""
    return ", ".join(
        f"{format_time(each.start)}–{'~' if each.estimated else ''}"
        f"{format_time(each.end) if each.end else ''}"
        for each in row.intervals
    )


def heading_of(summary: AttendanceSummary) -> list[str]:
    """Return the lines above a table of one meeting."""
    lines = [
        summary.meeting.title,
        f"{summary.meeting.code} · {format_moment(summary.meeting.starts_at)}",
    ]
    if summary.sheet:
        lines.append(
            _(
                "Sheet number %(number)s, frozen at %(at)s by %(by)s. SHA-256: %(hash)s",
                number=summary.sheet.number,
                at=format_moment(summary.sheet.frozen_at),
                by=summary.sheet.frozen_by_name,
                hash=summary.sheet.sha256,
            )
        )
    return lines
