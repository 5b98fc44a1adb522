"""One commune over a period, all communes over a year, two meetings compared: as tables."""

from collections.abc import Sequence

from hub.attendance.papers.reports import period_of
from hub.attendance.papers.sheet import classes_in_words, stays_in_words
from hub.attendance.queries import Comparison, Pair, SiteAttendance, UnitReport, YearReport
from hub.attendance.rules import word
from hub.core.clock import format_date, format_moment
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.meetings.models import Meeting

#: A page of A4 across holds the ranking and about so many meetings.
MEETINGS_ACROSS = 12
CHANGES = {
    "better": N_("Better (attendance)"),
    "worse": N_("Worse (attendance)"),
    "same": N_("As before"),
    "other": N_("Other class"),
    "only": N_("In one meeting only"),
}


def unit_table(report: UnitReport) -> Sheet:
    """Return a row per meeting a commune was to take part in."""
    columns = [
        Column(_("Time of the meeting"), Kind.MOMENT),
        Column(_("Meeting code")),
        Column(_("Name of the meeting")),
        Column(_("Roll call")),
        Column(_("How it went")),
        Column(_("Stays")),
        Column(_("Minutes present"), Kind.MINUTES),
        Column(_("Share of the meeting"), Kind.PERCENT),
        Column(_("Seconds of line gaps"), Kind.NUMBER),
        Column(_("Head count"), Kind.NUMBER),
        Column(_("Remark")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            meeting.starts_at,
            meeting.code,
            meeting.title,
            word(row.status),
            classes_in_words(row),
            stays_in_words(row),
            row.minutes,
            row.percent,
            row.gap_s,
            row.head_count,
            row.note,
        ]
        for meeting, row in report.rows
    ]
    about = [report.unit.name, period_of(report.start, report.end)]
    if report.total is not None:
        about.append(
            _(
                "Attended %(present)s of %(invited)s meetings (%(percent)s%%), late %(late)s times,"
                " absent without reason %(absent)s times.",
                present=report.total.present,
                invited=report.total.invited,
                percent=report.total.percent,
                late=report.total.late,
                absent=report.total.absent,
            )
        )
    return Sheet(_("Attendance of one commune"), columns, rows, heading=about)


def ranking_table(report: YearReport) -> Sheet:
    """Return the communes of a year by rank, with what they are ranked by."""
    numbers = [
        _("Times invited"), _("Present"), _("Late"), _("Left early"), _("Interrupted"),
        _("Not long enough"), _("With reason"), _("Without reason"),
    ]  # fmt: skip
    columns = [
        Column(_("Rank"), Kind.NUMBER),
        Column(_("Unit")),
        Column(_("Attended"), Kind.PERCENT),
        *(Column(label, Kind.NUMBER) for label in numbers),
        Column(_("Minutes present"), Kind.MINUTES),
    ]
    rows: list[Sequence[Cell]] = []
    for each in report.units:
        line = each.line
        rows.append(
            [
                each.rank, line.unit.name, line.percent, line.invited, line.present, line.late,
                line.left_early, line.interrupted, line.too_short, line.excused, line.absent,
                line.minutes,
            ]
        )  # fmt: skip
    return Sheet(
        _("Attendance of the year by commune"),
        columns,
        rows,
        heading=[
            period_of(report.start, report.end),
            _("Ranked by share attended, then by how seldom late, then by minutes present."),
        ],
    )


def matrix_tables(report: YearReport, across: int = MEETINGS_ACROSS) -> list[Sheet]:
    """Return communes against meetings, so many meetings to a table, words in the cells."""
    tables = []
    for first in range(0, len(report.meetings), across):
        meetings = report.meetings[first : first + across]
        rows: list[Sequence[Cell]] = [
            [each.line.unit.name, *(_mark(each.rows.get(meeting.id)) for meeting in meetings)]
            for each in report.units
        ]
        columns = [Column(_("Unit")), *(Column(_label(each)) for each in meetings)]
        tables.append(Sheet(_("Communes and meetings"), columns, rows))
    return tables


def comparison_table(found: Comparison) -> Sheet:
    """Return both meetings side by side, a row per unit."""
    both = [
        column
        for number, meeting in ((1, found.first), (2, found.second))
        for column in (
            Column(_("Meeting %(number)s: %(code)s", number=number, code=meeting.code)),
            Column(_("Share %(number)s", number=number), Kind.PERCENT),
            Column(_("Head count %(number)s", number=number), Kind.NUMBER),
        )
    ]
    columns = [
        Column(_("Unit")),
        *both,
        Column(_("Share, difference"), Kind.NUMBER),
        Column(_("Head count, difference"), Kind.NUMBER),
        Column(_("Change (attendance)")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            each.unit.name,
            *_half(each.first),
            *_half(each.second),
            each.percent,
            each.head_count,
            change_in_words(each),
        ]
        for each in found.pairs
    ]
    about = [
        _(
            "Meeting %(number)s: %(title)s, %(at)s (%(code)s): %(present)s of %(total)s sites, late"
            " %(late)s, people %(persons)s.",
            number=number,
            title=meeting.title,
            at=format_moment(meeting.starts_at),
            code=meeting.code,
            present=counts.present,
            total=counts.total,
            late=counts.late,
            persons=counts.persons,
        )
        for number, meeting, counts in zip(
            (1, 2), (found.first, found.second), found.counts, strict=True
        )
    ]
    return Sheet(_("Two meetings compared"), columns, rows, heading=about)


def change_in_words(pair: Pair) -> str:
    """Return how a unit changed from one meeting to the other."""
    return _(CHANGES[pair.change])


def _half(row: SiteAttendance | None) -> list[Cell]:
    return [classes_in_words(row), row.percent, row.head_count] if row else ["", None, None]


def _mark(row: SiteAttendance | None) -> str:
    return classes_in_words(row) if row else "–"


def _label(meeting: Meeting) -> str:
    return f"{format_date(meeting.starts_at)} {meeting.code}"
