"""The incident log and the messages as tables and as a paper, built from data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hub.core import paper
from hub.core.clock import format_moment
from hub.core.text import gettext as _
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.meetings.models import Meeting
from hub.messages.models import ChatMessage, Incident
from hub.messages.rules import word


def incident_table(meeting: Meeting, incidents: Sequence[Incident]) -> Sheet:
    """Return the incident log as a table; durations in minutes, empty while not over."""
    columns = [
        Column(_("Row number"), Kind.NUMBER),
        Column(_("Site")),
        Column(_("What was wrong")),
        Column(_("Called at"), Kind.MOMENT),
        Column(_("Called by")),
        Column(_("Line at the call")),
        Column(_("Taken at"), Kind.MOMENT),
        Column(_("Taken by")),
        Column(_("Minutes until taken"), Kind.MINUTES),
        Column(_("Solved at"), Kind.MOMENT),
        Column(_("Minutes in all"), Kind.MINUTES),
        Column(_("Cause")),
        Column(_("Remark")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            each.number,
            each.site_name,
            said(each),
            each.called_at,
            caller(each),
            line_in_words(each.figures),
            each.taken_at,
            each.taken_by_name,
            minutes_between(each.called_at, each.taken_at),
            each.solved_at,
            minutes_between(each.called_at, each.solved_at),
            word(each.cause) if each.cause else "",
            each.note,
        ]
        for each in incidents
    ]
    heading = [meeting.title, f"{meeting.code} · {format_moment(meeting.starts_at)}"]
    return Sheet(_("Incident log"), columns, rows, heading=heading)


def incident_paper(
    meeting: Meeting,
    incidents: Sequence[Incident],
    head: Letterhead,
    now: datetime,
    *,
    by_name: str = "",
) -> str:
    """Return the incident log as a page of A4 under Decree 30/2020/NĐ-CP.

    `by_name` is who made it.
    """
    return paper.render(
        "papers/incidents.html",
        meeting=meeting,
        incidents=incidents,
        head=head,
        now=now,
        by_name=by_name,
        said=said,
        line=line_in_words,
        minutes=minutes_between,
        word=word,
    )


def message_table(meeting: Meeting, messages: Sequence[ChatMessage]) -> Sheet:
    """Return messages as a table, oldest first."""
    columns = [
        Column(_("Row number"), Kind.NUMBER),
        Column(_("Sent at"), Kind.MOMENT),
        Column(_("Unit")),
        Column(_("Author")),
        Column(_("Message")),
    ]
    rows: list[Sequence[Cell]] = [
        [each.number, each.at, each.author_unit, each.author_name, each.text] for each in messages
    ]
    return Sheet(_("Messages to everybody"), columns, rows, heading=[meeting.title])


def said(incident: Incident) -> str:
    """Return what was called for, in words."""
    kind = word(incident.kind)
    return f"{kind}: {incident.text}" if incident.text else kind


def caller(incident: Incident) -> str:
    """Return who called, or that the hub noted it by itself."""
    return incident.called_by_name or _("Noted by the system")


def line_in_words(figures: dict[str, Any]) -> str:
    """Return the line at the moment of a call: `38 ms · 0,2 % · MOS 4,3`; empty if unknown."""
    line = figures.get("line") or {}
    parts = [
        f"{line['rtt_ms']:.0f} ms" if line.get("rtt_ms") is not None else "",
        f"{line['loss_pct']:.1f} %".replace(".", ",") if line.get("loss_pct") is not None else "",
        f"MOS {line['mos']:.1f}".replace(".", ",") if line.get("mos") is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def minutes_between(start: datetime, end: datetime | None) -> int | None:
    """Return whole minutes, at least one; None while there is no end."""
    if end is None:
        return None
    return max(1, round((end - start).total_seconds() / 60))
