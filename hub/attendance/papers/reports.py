"""Reports of attendance over a period, printed and exported."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.attendance.queries import Report
from hub.core import paper
from hub.core.clock import format_date, format_moment
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet


def report_paper(report: Report, by: str, head: Letterhead, by_name: str, now: datetime) -> str:
    """Return a report of attendance over a period as a page of A4."""
    return tables_paper([report_sheet(report, by)], head, by_name, now)


def tables_paper(
    tables: Sequence[Sheet], head: Letterhead, by_name: str, now: datetime, *, subject: str = ""
) -> str:
    """Return tables as pages of A4 under Decree 30/2020/NĐ-CP, with the name of who made them.

    What stands above the first table stands once, under the title.
    """
    with use_locale("vi"):
        return paper.render(
            "papers/attendance_report.html",
            tables=tables,
            subject=subject or tables[0].title,
            about=tables[0].heading,
            head=head,
            by_name=by_name,
            now=now,
            show=shown,
        )


def report_sheet(report: Report, by: str) -> Sheet:
    """Return a report as a table, by "units", "meetings" or "months"."""
    return {"units": _by_units, "meetings": _by_meetings, "months": _by_months}[by](report)


def period_of(start: datetime, end: datetime) -> str:
    """Return the line that says from when to when a report looks."""
    return _(
        "Meetings from %(start)s to %(end)s",
        start=format_date(start),
        end=format_date(end - timedelta(days=1)),
    )


def _by_units(report: Report) -> Sheet:
    labels = [
        _("Times invited"), _("Present"), _("On time"), _("Late"), _("Left early"),
        _("Interrupted"), _("Not long enough"), _("With reason"), _("Without reason"),
        _("Deputies sent"),
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
            line.too_short,
            line.excused,
            line.absent,
            line.deputies,
            line.minutes,
            line.percent,
        ]
        for line in report.units
    ]
    return Sheet(_("Attendance by commune"), columns, rows, heading=_about(report))


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
    return Sheet(_("Attendance by meeting"), columns, rows, heading=_about(report))


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
    return Sheet(_("Attendance by month"), columns, rows, heading=_about(report))


def _about(report: Report) -> list[str]:
    return [period_of(report.start, report.end)]


def shown(cell: Cell, kind: str) -> str:
    """Return a cell of a table as it is printed."""
    if cell is None:
        return "–"
    if isinstance(cell, datetime):
        return format_moment(cell)
    return f"{cell}%" if kind == Kind.PERCENT else str(cell)
