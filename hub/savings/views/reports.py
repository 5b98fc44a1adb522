"""What was saved: over a period, and by one meeting."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.savings import papers, queries, rules
from hub.savings.forms import SavingsForm
from hub.savings.queries import Report
from hub.savings.views import pages
from hub.web import downloads
from hub.web.access import for_role, for_signed_in, neighbour, runtime
from hub.web.paging import Page, asked_page, offset_of
from hub.web.periods import asked_period

GROUPS = ("meetings", "months", "years")


@pages.get("/reports/savings")
@for_role(*rules.READING, *rules.READING_ALL)
def report(actor: Actor) -> ResponseReturnValue:
    """Show what the meetings of a period saved; also as PDF, XLSX, CSV."""
    asked = asked_period(SavingsForm)
    with runtime().read() as session:
        found = queries.report(session, actor, *asked.moments, version=asked.form.assumptions)
        versions = queries.all_assumptions(session)
    if asked.wants_file:
        return _as_file(actor, asked.form.format, found, asked.form.by)
    lines = list(getattr(found, asked.form.by))
    first = offset_of(asked_page())
    page = render_template(
        "savings/report.html",
        report=found,
        by=asked.form.by,
        page=Page(lines[first : first + Page.per_page], asked_page(), len(lines)),
        assumed=papers.assumed(found.prices),
        versions=versions,
        may_set=rules.may_set(actor),
        **asked.context,
    )
    return page, asked.status


@pages.get("/meetings/<uuid:meeting_id>/savings")
@for_signed_in
def of_meeting(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Return the tile of one meeting: what it has saved so far."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
        saved, prices = queries.of_meeting(session, meeting)
    return render_template(
        "savings/_tile.html",
        saved=saved,
        assumed=papers.assumed(prices),
        may_read=rules.may_read(actor, meeting.host_unit_id),
    )


def _as_file(actor: Actor, kind: str, found: Report, by: str) -> ResponseReturnValue:
    now = runtime().clock()

    def pdf() -> bytes:
        with runtime().read() as session:
            head = directory.letterhead(session, actor.unit_id, wall_date(now))
        html = papers.savings_paper(found, by, head, actor.name, now)
        return print_paper(neighbour(Workers), html)

    tables = [papers.table_of(found, each) for each in (by, *(g for g in GROUPS if g != by))]
    return downloads.in_format(
        kind,
        _("Savings"),
        csv=lambda: to_csv(tables[0]),
        xlsx=lambda: to_workbook(neighbour(Workers), tables, made_at=now),
        pdf=pdf,
    )
