"""Printed and exported line quality over a period, by commune or by meeting."""

from collections.abc import Sequence
from datetime import timedelta

from hub.core.clock import format_date
from hub.core.text import gettext as _
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.quality.papers.cells import GRADES, grade_labels
from hub.quality.queries import Overview
from hub.quality.rules import being_summed_in_words, causes_in_words


def overview_table(overview: Overview, by: str) -> Sheet:
    """Return an overview as a table, by "units" or "meetings"."""
    return _by_meetings(overview) if by == "meetings" else _by_units(overview)


def _by_units(overview: Overview) -> Sheet:
    columns = [
        Column(_("Unit")),
        Column(_("Meetings"), Kind.NUMBER),
        *(Column(label, Kind.MINUTES) for label in grade_labels()),
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
    return Sheet(_("Line quality by commune"), columns, rows, heading=_heading(overview))


def _by_meetings(overview: Overview) -> Sheet:
    columns = [
        Column(_("Time of the meeting"), Kind.MOMENT),
        Column(_("Meeting code")),
        Column(_("Name of the meeting")),
        Column(_("Sites measured"), Kind.NUMBER),
        *(Column(label, Kind.MINUTES) for label in grade_labels()),
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
    return Sheet(_("Line quality by meeting"), columns, rows, heading=_heading(overview))


def _heading(overview: Overview) -> list[str]:
    lacking = being_summed_in_words(overview.being_summed)
    return [_period(overview), lacking] if lacking else [_period(overview)]


def _period(overview: Overview) -> str:
    return _(
        "Meetings from %(start)s to %(end)s",
        start=format_date(overview.start),
        end=format_date(overview.end - timedelta(days=1)),
    )
