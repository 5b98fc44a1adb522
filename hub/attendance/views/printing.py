"""The printed form of a frozen sheet: made once from its content, kept, handed out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.attendance import papers, queries, rules, service
from hub.attendance.errors import NotTheSecretary, SheetNotPrinted
from hub.attendance.models import AttendanceSheet
from hub.attendance.views import pages
from hub.core.errors import Unavailable
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.gateways.pdf import print_paper
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.web import toast
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.downloads import PDF, attachment


@pages.post("/meetings/<uuid:meeting_id>/attendance/sheets/<int:number>/print")
@for_signed_in
def print_again(actor: Actor, meeting_id: UUID, number: int) -> ResponseReturnValue:
    """Make the printed form of a sheet that has none, since it failed or is old."""
    if try_to_print(actor, MeetingId(meeting_id), number):
        return redirect(url_for(".sign_page", meeting_id=meeting_id))
    return redirect(url_for(".sheet", meeting_id=meeting_id))


@pages.get("/meetings/<uuid:meeting_id>/attendance/sheets/<int:number>/pdf")
@for_signed_in
def sheet_pdf(actor: Actor, meeting_id: UUID, number: int) -> Response:
    """Hand out the form of a sheet as it was signed, or as it was printed."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        sheet = queries.get_sheet(session, meeting.id, number)
        sha256 = sheet.signed_sha256 or sheet.pdf_sha256
    if not sha256:
        raise SheetNotPrinted
    name = _("Attendance %(code)s", code=meeting.code)
    return attachment(neighbour(Storage).read(sha256), f"{name} ({number}).pdf", PDF)


@pages.get("/meetings/<uuid:meeting_id>/attendance/sheets/<int:number>/printing")
@for_signed_in
def printing(actor: Actor, meeting_id: UUID, number: int) -> str:
    """Return how far the printing of a sheet is: a part of its page, which asks for it."""
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, MeetingId(meeting_id)).meeting
        sheet = queries.get_sheet_line(session, meeting.id, number)
        return render_template(
            "attendance/_printing.html",
            meeting=meeting,
            sheet=sheet,
            printing=queries.printing_of(session, sheet.id),
            may_sign=rules.may_sign(actor, sheet),
        )


def try_to_print(actor: Actor, meeting_id: MeetingId, number: int) -> bool:
    """Print a frozen sheet and keep the form; say so and return False if it is not there now.

    A long one is left to the timetable.
    """
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, meeting_id).meeting
        if not rules.may_record(actor, meeting):
            raise NotTheSecretary
        sheet = queries.get_sheet(session, meeting.id, number)
    if sheet.pdf_sha256:
        return True
    if rules.is_long(sheet.content):
        with runtime().unit_of_work(actor) as uow:
            service.ask_for_print(uow, meeting, number)
        toast.say(_("The sheet is being printed. This page says when it can be signed."))
        return False
    try:
        blob = neighbour(Storage).put(printed(meeting, sheet.content, sheet))
    except Unavailable as error:
        toast.say(f"{_('The sheet is frozen, but its PDF was not made.')} {error.sentence}", "warn")
        return False
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        service.print_sheet(uow, meeting, number, pdf_sha256=blob.sha256)
    return True


def printed(meeting: Meeting, content: Mapping[str, Any], sheet: AttendanceSheet | None) -> bytes:
    """Return a content as PDF, under the names and the tree of the day on the paper."""
    with runtime().read() as session:
        now, url = runtime().clock(), settings().url
        html = papers.paper_of(session, meeting, content, sheet, now, url)
    return print_paper(neighbour(Workers), html)
