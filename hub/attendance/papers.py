"""Printed and exported attendance, built from data."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hub.attendance.queries import AttendanceSummary, Report, SiteAttendance
from hub.attendance.rules import word
from hub.core import paper
from hub.core.clock import format_date, format_moment, format_time
from hub.core.text import gettext as _
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet


def sheet_paper(summary: AttendanceSummary, head: Letterhead, now: datetime) -> str:
    """Return the attendance of a meeting as a page of A4 under Decree 30/2020/NĐ-CP."""
    return paper.render(
        "papers/attendance.html",
        summary=summary,
        meeting=summary.meeting,
        head=head,
        now=now,
        rows=[_cells(number, row) for number, row in enumerate(summary.sites, 1)],
        word=word,
        stays=stays_in_words,
    )


def report_paper(report: Report, by: str, head: Letterhead, now: datetime) -> str:
    """Return a report of attendance over a period as a page of A4."""
    return paper.render(
        "papers/attendance_report.html",
        report=report,
        head=head,
        now=now,
        start=format_date(report.start),
        end=format_date(report.end - timedelta(days=1)),
        table=report_sheet(report, by),
        show=_shown,
    )


def sheet_table(summary: AttendanceSummary) -> Sheet:
    """Return the attendance of a meeting as a table: a row per site, at its fixed place."""
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
        Column(_("Stays")),
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
            stays_in_words(row),
            row.note,
        ]
        for number, row in enumerate(summary.sites, 1)
    ]
    return Sheet(_("Attendance"), columns, rows, heading=_heading(summary))


def report_sheet(report: Report, by: str) -> Sheet:
    """Return a report as a table, by "units", "meetings" or "months"."""
    return {"units": _by_units, "meetings": _by_meetings, "months": _by_months}[by](report)


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


def _cells(number: int, row: SiteAttendance) -> list[Any]:
    people = "–" if row.head_count is None else row.head_count
    roll = word(row.status)
    if row.deputy:
        roll = f"{roll} ({_('deputy sent')})"
    return [number, row.meeting_site.unit.name, roll, people, classes_in_words(row),
            stays_in_words(row) or "–", row.minutes]  # fmt: skip


def _heading(summary: AttendanceSummary) -> list[str]:
    lines = [
        summary.meeting.title,
        f"{summary.meeting.code} · {format_moment(summary.meeting.starts_at)}",
    ]
    if summary.sheet:
        lines.append(
            _(
                "Frozen at %(at)s by %(by)s. SHA-256: %(hash)s",
                at=format_moment(summary.sheet.frozen_at),
                by=summary.sheet.frozen_by_name,
                hash=summary.sheet.sha256,
            )
        )
    return lines


def _period(report: Report) -> str:
    return _(
        "Meetings from %(start)s to %(end)s",
        start=format_date(report.start),
        end=format_date(report.end - timedelta(days=1)),
    )


def _by_units(report: Report) -> Sheet:
    labels = [
        _("Times invited"), _("Present"), _("On time"), _("Late"), _("Left early"),
        _("Interrupted"), _("With reason"), _("Without reason"), _("Deputies sent"),
    ]  # fmt: skip
    columns = [
        Column(_("Unit")),
        *(Column(label, Kind.NUMBER) for label in labels),
        Column(_("Minutes present"), Kind.MINUTES),
        Column(_("Attended"), Kind.PERCENT),
    ]
    rows: list[Sequence[Cell]] = [
        [
            line.unit.name,
            line.invited,
            line.present,
            line.on_time,
            line.late,
            line.left_early,
            line.interrupted,
            line.excused,
            line.absent,
            line.deputies,
            line.minutes,
            line.percent,
        ]
        for line in report.units
    ]
    return Sheet(_("Attendance by commune"), columns, rows, heading=[_period(report)])


def _by_meetings(report: Report) -> Sheet:
    labels = [
        _("Sites"), _("Present"), _("Late"), _("Left early"), _("Interrupted"),
        _("With reason"), _("Without reason"), _("Deputies sent"), _("Head count"),
    ]  # fmt: skip
    columns = [
        Column(_("Time of the meeting"), Kind.MOMENT),
        Column(_("Meeting code")),
        Column(_("Name of the meeting")),
        *(Column(label, Kind.NUMBER) for label in labels),
        Column(_("Attended"), Kind.PERCENT),
    ]
    rows: list[Sequence[Cell]] = [
        [
            line.meeting.starts_at,
            line.meeting.code,
            line.meeting.title,
            line.counts.total,
            line.counts.present,
            line.counts.late,
            line.counts.left_early,
            line.counts.interrupted,
            line.counts.excused,
            line.counts.absent,
            line.counts.deputies,
            line.counts.persons,
            line.percent,
        ]
        for line in report.meetings
    ]
    return Sheet(_("Attendance by meeting"), columns, rows, heading=[_period(report)])


def _by_months(report: Report) -> Sheet:
    labels = [_("Meetings"), _("Site invitations"), _("Present"), _("Late"), _("Absent")]
    columns = [
        Column(_("Month")),
        *(Column(label, Kind.NUMBER) for label in labels),
        Column(_("Attended"), Kind.PERCENT),
    ]
    rows: list[Sequence[Cell]] = [
        [
            f"{line.first_day:%m/%Y}",
            line.meetings,
            line.expected,
            line.present,
            line.late,
            line.absent,
            line.percent,
        ]
        for line in report.months
    ]
    return Sheet(_("Attendance by month"), columns, rows, heading=[_period(report)])


def _shown(cell: Cell, kind: str) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, datetime):
        return format_moment(cell)
    return f"{cell}%" if kind == Kind.PERCENT else str(cell)
