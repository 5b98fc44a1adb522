"""The record of one vote: who had a ballot, who voted, the result; also as a file."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.forms import read
from hub.core.ids import MeetingId, MotionId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.directory.queries import Letterhead
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.votes import papers, queries, rules
from hub.votes.errors import NoSuchMotion
from hub.votes.forms import FormatForm
from hub.votes.queries import VoteRecord
from hub.votes.views import pages
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.paging import page_of


@pages.get("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>")
@for_signed_in
def show(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Show the record of a vote that is over. Raises NoSuchMotion before."""
    wanted = read(FormatForm, request.args.to_dict())
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, meeting_id).meeting
        motion = queries.get(session, meeting.id, motion_id)
        if motion.state not in queries.OVER:
            raise NoSuchMotion
        record = queries.record_of(session, motion)
        head = directory.letterhead(session, meeting.host_unit_id, wall_date(meeting.starts_at))
    if wanted.format == "json":
        return rules.content_of(motion, record.voters)
    if wanted.format != "html":
        return _as_file(wanted.format, record, meeting, head)
    return render_template(
        "votes/show.html",
        meeting=meeting,
        motion=motion,
        record=record,
        page=page_of(record.ballots),
        summary=queries.summary_of(record),
        word=rules.word,
    )


def _as_file(
    kind: str, record: VoteRecord, meeting: Meeting, head: Letterhead
) -> ResponseReturnValue:
    name, table, now = _("Record of the vote"), papers.record_table(record), runtime().clock()
    if kind == "csv":
        return downloads.attachment(to_csv(table), f"{name}.csv", downloads.CSV)
    if kind == "xlsx":
        return downloads.attachment(
            to_workbook(neighbour(Workers), [table], made_at=now), f"{name}.xlsx", downloads.XLSX
        )
    html = papers.record_paper(record, meeting, head)
    pdf = print_paper(neighbour(Workers), html)
    return downloads.attachment(pdf, f"{name}.pdf", downloads.PDF)
