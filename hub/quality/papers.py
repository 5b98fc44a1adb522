"""Printed and exported line quality, built from data."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.core import paper
from hub.core.clock import format_date, format_moment
from hub.core.text import gettext as _
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.quality.models import Grade
from hub.quality.queries import Overview, QualityReport
from hub.quality.rules import causes_in_words, grade_word

GRADES = tuple(grade.value for grade in Grade)


def report_paper(report: QualityReport, head: Letterhead, now: datetime) -> str:
    """Return the line quality of a meeting as a page of A4 under Decree 30/2020/NĐ-CP."""
    return paper.render(
        "papers/quality.html",
        report=report,
        meeting=report.meeting,
        head=head,
        now=now,
        table=report_table(report),
        show=_shown,
        counts={grade: report.count(grade) for grade in GRADES},
    )


def overview_paper(overview: Overview, by: str, head: Letterhead, now: datetime) -> str:
    """Return line quality over a period as a page of A4."""
    return paper.render(
        "papers/quality_overview.html",
        head=head,
        now=now,
        start=format_date(overview.start),
        end=format_date(overview.end - timedelta(days=1)),
        table=overview_table(overview, by),
        show=_shown,
    )


def report_table(report: QualityReport) -> Sheet:
    """Return the line quality of a meeting as a table: a row per site, at its fixed place."""
    columns = [
        Column(_("Unit")),
        Column(_("Grade")),
        *(Column(label, Kind.MINUTES) for label in _grade_labels()),
        Column(_("Breaks"), Kind.NUMBER),
        Column(_("Mean RTT (ms)"), Kind.NUMBER),
        Column(_("Mean loss (%)"), Kind.NUMBER),
        Column(_("Mark of sound (MOS)"), Kind.NUMBER),
        Column(_("Causes")),
        Column(_("Site's own word: picture"), Kind.NUMBER),
        Column(_("Site's own word: sound"), Kind.NUMBER),
        Column(_("Site's note")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            row.meeting_site.unit.name,
            grade_word(row.grade),
            *(row.minutes(grade) if row.course else None for grade in GRADES),
            row.course.drops if row.course else None,
            row.rtt_ms,
            row.loss_pct,
            row.mos,
            causes_in_words(row.course.causes) if row.course else "",
            row.statement.picture if row.statement else None,
            row.statement.sound if row.statement else None,
            row.statement.note if row.statement else "",
        ]
        for row in report.sites
    ]
    meeting = report.meeting
    heading = [meeting.title, f"{meeting.code} · {format_moment(meeting.starts_at)}"]
    return Sheet(_("Line quality"), columns, rows, heading=heading)


def overview_table(overview: Overview, by: str) -> Sheet:
    """Return an overview as a table, by "units" or "meetings"."""
    return _by_meetings(overview) if by == "meetings" else _by_units(overview)


def _by_units(overview: Overview) -> Sheet:
    columns = [
        Column(_("Unit")),
        Column(_("Meetings"), Kind.NUMBER),
        *(Column(label, Kind.MINUTES) for label in _grade_labels()),
        Column(_("Good time"), Kind.PERCENT),
        Column(_("Breaks"), Kind.NUMBER),
        Column(_("Mean RTT (ms)"), Kind.NUMBER),
        Column(_("Causes")),
        Column(_("Site's own word: picture"), Kind.NUMBER),
        Column(_("Site's own word: sound"), Kind.NUMBER),
    ]
    rows: list[Sequence[Cell]] = [
        [
            line.unit.name,
            line.meetings,
            *(line.totals.minutes(grade) for grade in GRADES),
            line.totals.percent_good,
            line.totals.drops,
            line.totals.rtt_ms,
            causes_in_words(line.totals.causes),
            line.picture,
            line.sound,
        ]
        for line in overview.units
    ]
    return Sheet(_("Line quality by commune"), columns, rows, heading=[_period(overview)])


def _by_meetings(overview: Overview) -> Sheet:
    columns = [
        Column(_("Time of the meeting"), Kind.MOMENT),
        Column(_("Meeting code")),
        Column(_("Name of the meeting")),
        Column(_("Sites measured"), Kind.NUMBER),
        *(Column(label, Kind.MINUTES) for label in _grade_labels()),
        Column(_("Good time"), Kind.PERCENT),
        Column(_("Breaks"), Kind.NUMBER),
        Column(_("Causes")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            line.meeting.starts_at,
            line.meeting.code,
            line.meeting.title,
            line.sites,
            *(line.totals.minutes(grade) for grade in GRADES),
            line.totals.percent_good,
            line.totals.drops,
            causes_in_words(line.totals.causes),
        ]
        for line in overview.meetings
    ]
    return Sheet(_("Line quality by meeting"), columns, rows, heading=[_period(overview)])


def _grade_labels() -> list[str]:
    return [_("Good (min)"), _("Fair (min)"), _("Weak (min)"), _("Lost (min)")]


def _period(overview: Overview) -> str:
    return _(
        "Meetings from %(start)s to %(end)s",
        start=format_date(overview.start),
        end=format_date(overview.end - timedelta(days=1)),
    )


def _shown(cell: Cell, kind: str) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, datetime):
        return format_moment(cell)
    if isinstance(cell, float):
        return paper.decimal(cell, 1)
    return f"{cell}%" if kind == Kind.PERCENT else str(cell)
