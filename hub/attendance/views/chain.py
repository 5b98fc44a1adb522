"""From invitation to stay: who confirmed, who came, who stayed; sites and people."""

from typing import Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.attendance import papers, queries, rules
from hub.attendance.forms import ChainForm
from hub.attendance.rules import Outcome
from hub.attendance.views import pages
from hub.core.forms import read
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.paging import page_of

#: What the lists are called, and which sites they hold.
LISTS: Final = {
    "all": tuple(Outcome),
    "no-show": (Outcome.NO_SHOW,),
    "unconfirmed": (Outcome.UNCONFIRMED, Outcome.DESPITE_ABSENCE),
    "awaited": (Outcome.AWAITED,),
    "silent": (Outcome.NO_ANSWER,),
    "absent": (Outcome.ABSENT_AS_SAID,),
}


@pages.get("/meetings/<uuid:meeting_id>/attendance/chain")
@for_signed_in
def chain(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show invited, confirmed, joined, stayed; a commune sees its own line. Also as table."""
    wanted = read(ChainForm, request.args.to_dict())
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, MeetingId(meeting_id)).meeting
        summary = queries.summary(session, meeting, now=now, limits=rules.limits_of(settings()))
    found = queries.chain_of(summary, actor)
    if wanted.format != "html":
        return _as_file(wanted.format, summary, found)
    sites = _chosen(wanted.show, found)
    return render_template(
        "attendance/chain.html",
        meeting=meeting,
        summary=summary,
        chain=found,
        page=page_of(sites),
        show=wanted.show,
        counts={name: len(_chosen(name, found)) for name in (*LISTS, "deputies")},
        word=rules.word,
    )


def _chosen(show: str, found: queries.Chain) -> list[queries.SiteTrace]:
    if show == "deputies":
        return [each for each in found.sites if each.row.deputy]
    return found.of(*LISTS[show])


def _as_file(
    kind: str, summary: queries.AttendanceSummary, found: queries.Chain
) -> ResponseReturnValue:
    name = _("Invited and present %(code)s", code=summary.meeting.code)
    tables = [papers.chain_table(summary, found), papers.people_table(summary, found)]
    if kind == "csv":
        return downloads.attachment(to_csv(tables[0]), f"{name}.csv", downloads.CSV)
    content = to_workbook(neighbour(Workers), tables, made_at=runtime().clock())
    return downloads.attachment(content, f"{name}.xlsx", downloads.XLSX)
