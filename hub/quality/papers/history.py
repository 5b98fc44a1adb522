"""Printed and exported lines over months: trend, ranking, the list for investment."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hub.core import paper
from hub.core.clock import format_date
from hub.core.numbers import decimal
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.quality.papers.cells import GRADES, grade_labels, shown
from hub.quality.queries import MonthLines, NeedyUnit, RankedUnit, Trend
from hub.quality.rules import Need, causes_in_words, remedies_in_words

FORMULA = N_(
    "Score = 100 × (good time + half of the fair time) / watched time, less 2 points for each"
    " break in an hour (at most 20). An assumption of this system, not a norm."
)


def period_paper(
    table: Sheet,
    moments: tuple[datetime, datetime],
    head: Letterhead,
    now: datetime,
    *,
    months: Sequence[MonthLines] = (),
    notes: Sequence[str] = (),
    by_name: str = "",
) -> str:
    """Return a table about a period as a page of A4, with a drawing when months are given.

    `moments`: from which one until before which one the period lasts. `by_name`: who made the
    report.
    """
    start, end = moments
    return paper.render(
        "papers/quality_history.html",
        head=head,
        now=now,
        by_name=by_name,
        start=format_date(start),
        end=format_date(end - timedelta(days=1)),
        table=table,
        months=months,
        month_word=month_word,
        notes=notes,
        show=shown,
    )


def trend_table(found: Trend) -> Sheet:
    """Return lines month by month."""
    columns = [
        Column(_("Month")),
        Column(_("Meetings"), Kind.NUMBER),
        *(Column(label, Kind.MINUTES) for label in grade_labels()),
        Column(_("Good time"), Kind.PERCENT),
        Column(_("Score"), Kind.NUMBER),
        Column(_("Breaks"), Kind.NUMBER),
        Column(_("Mean RTT (ms)"), Kind.NUMBER),
        Column(_("Causes")),
        Column(_("Site's own word: picture"), Kind.NUMBER),
        Column(_("Site's own word: sound"), Kind.NUMBER),
    ]
    rows: list[Sequence[Cell]] = [
        [
            month_word(each.month),
            each.meetings,
            *((each.totals.minutes(grade) if each.meetings else None) for grade in GRADES),
            each.totals.percent_good,
            each.score,
            each.totals.drops if each.meetings else None,
            each.totals.rtt_ms,
            causes_in_words(each.totals.causes),
            each.picture,
            each.sound,
        ]
        for each in found.months
    ]
    title = _("Line quality by month")
    return Sheet(title, columns, rows, heading=[found.unit.name] if found.unit else [])


def ranking_table(found: Sequence[RankedUnit]) -> Sheet:
    """Return communes by their score, the best first."""
    columns = [
        Column(_("Rank"), Kind.NUMBER),
        Column(_("Unit")),
        Column(_("Meetings"), Kind.NUMBER),
        Column(_("Score"), Kind.NUMBER),
        Column(_("Score before"), Kind.NUMBER),
        Column(_("Good time"), Kind.PERCENT),
        *(Column(label, Kind.MINUTES) for label in grade_labels()),
        Column(_("Breaks"), Kind.NUMBER),
        Column(_("Causes")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            each.rank,
            each.unit.name,
            each.meetings,
            each.score,
            each.before,
            each.totals.percent_good,
            *(each.totals.minutes(grade) for grade in GRADES),
            each.totals.drops,
            causes_in_words(each.totals.causes),
        ]
        for each in found
    ]
    return Sheet(_("Ranking of lines"), columns, rows, heading=[_(FORMULA)])


def investment_table(found: Sequence[NeedyUnit], need: Need) -> Sheet:
    """Return communes whose lines need money, the weakest first."""
    columns = [
        Column(_("Row number")),
        Column(_("Unit")),
        Column(_("Weak meetings")),
        Column(_("Score"), Kind.NUMBER),
        Column(_("Weak (min)"), Kind.MINUTES),
        Column(_("Lost (min)"), Kind.MINUTES),
        Column(_("Breaks"), Kind.NUMBER),
        Column(_("Causes")),
        Column(_("Own word: picture / sound")),
        Column(_("What would help")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            str(number),
            each.unit.name,
            f"{each.weak}/{each.of}",
            each.score,
            each.totals.minutes("poor"),
            each.totals.minutes("lost"),
            each.totals.drops,
            causes_in_words(each.totals.causes),
            f"{decimal(each.picture, 1)} / {decimal(each.sound, 1)}",
            remedies_in_words(each.remedies),
        ]
        for number, each in enumerate(found, 1)
    ]
    heading = [need_in_words(need)]
    return Sheet(_("Lines proposed for investment"), columns, rows, heading=heading)


def need_in_words(need: Need) -> str:
    """Return when a commune stands on the list."""
    return _(
        "Communes whose line was weak in at least %(weak)s of their last %(of)s meetings.",
        weak=need.weak,
        of=need.of,
    )


def month_word(month: date) -> str:
    """Write `11/2026`."""
    return f"{month.month:02d}/{month.year}"
