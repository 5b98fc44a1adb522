"""Sites and people from invitation to stay, as tables."""

from collections.abc import Sequence

from hub.attendance.papers.sheet import heading_of
from hub.attendance.queries import AttendanceSummary, Chain
from hub.attendance.rules import word
from hub.core.text import gettext as _
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet


def chain_table(summary: AttendanceSummary, chain: Chain) -> Sheet:
    """Return a row per invited site: when invited, what answered, whether it came and stayed."""
    columns = [
        Column(_("Unit")),
        Column(_("Invited at"), Kind.MOMENT),
        Column(_("Answered at"), Kind.MOMENT),
        Column(_("Confirmed")),
        Column(_("Announced"), Kind.NUMBER),
        Column(_("Came at"), Kind.MOMENT),
        Column(_("Stayed")),
        Column(_("Head count"), Kind.NUMBER),
        Column(_("Answer and coming")),
    ]
    yes = {True: _("yes"), False: _("no"), None: ""}
    rows: list[Sequence[Cell]] = [
        [
            each.row.unit_name,
            each.invited_at,
            each.row.invitation.answered_at if each.row.invitation else None,
            yes[each.confirmed],
            each.row.announced,
            each.row.first_joined,
            yes[each.stayed],
            each.row.head_count,
            word(each.outcome),
        ]
        for each in chain.sites
    ]
    return Sheet(_("Invited and present"), columns, rows, heading=heading_of(summary))


def people_table(summary: AttendanceSummary, chain: Chain) -> Sheet:
    """Return a row per person, under the site they were named for."""
    columns = [
        Column(_("Unit")),
        Column(_("Full name")),
        Column(_("Post held")),
        Column(_("Deputy sent")),
        Column(_("What is known of the person")),
        Column(_("Answer and coming")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            each.row.unit_name,
            person.name,
            person.title,
            _("yes, a deputy") if person.is_deputy else "",
            word(person.mark),
            word(each.outcome),
        ]
        for each in chain.sites
        for person in each.people
    ]
    return Sheet(_("Delegates (attendance)"), columns, rows, heading=heading_of(summary))
