"""Printed and exported line quality of one meeting, built from data."""

from collections.abc import Sequence
from datetime import datetime

from hub.core import paper
from hub.core.clock import format_moment
from hub.core.text import gettext as _
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.quality.papers.cells import GRADES, grade_labels, shown
from hub.quality.queries import QualityReport
from hub.quality.rules import causes_in_words, grade_word


def report_paper(
    report: QualityReport, head: Letterhead, now: datetime, scales: str = "", *, by_name: str = ""
) -> str:
    """Return the line quality of a meeting as a page of A4 under Decree 30/2020/NĐ-CP.

    `scales` says by which limits the lines were graded, `by_name` who made the report.
    """
    return paper.render(
        "papers/quality.html",
        report=report,
        meeting=report.meeting,
        head=head,
        now=now,
        by_name=by_name,
        scales=scales,
        table=report_table(report),
        show=shown,
        counts={grade: report.count(grade) for grade in GRADES},
    )


def report_table(report: QualityReport) -> Sheet:
    """Return the line quality of a meeting as a table: a row per site, at its fixed place."""
    columns = [
        Column(_("Unit")),
        Column(_("Grade")),
        *(Column(label, Kind.MINUTES) for label in grade_labels()),
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
