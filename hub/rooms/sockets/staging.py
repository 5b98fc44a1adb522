"""What all pages show: layout, a shared screen, a document in step."""

from hub.core.forms import read
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.documents import queries as documents
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, service
from hub.rooms.forms import LayoutForm, MeetingForm, PageForm, PresentForm
from hub.web import live
from hub.web.access import for_signed_in, runtime


@for_signed_in
def layout(actor: Actor, message: live.Message) -> live.Reply:
    """Set the layout of all pages."""
    form = read(LayoutForm, message)
    with runtime().unit_of_work(actor) as uow:
        service.set_layout(
            uow,
            meetings.get_to_see(uow.session, actor, form.meeting),
            form.layout,
            pinned_id=form.pinned,
            gallery_size=form.size,
            gallery_page=form.page,
        )
    return {}


@for_signed_in
def share(actor: Actor, message: live.Message) -> live.Reply:
    """Say that the site's main picture is its screen from now on."""
    read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        service.share_screen(uow, uow.session.get_one(MeetingSite, seat.meeting_site_id), seat)
    return {}


@for_signed_in
def end_share(actor: Actor, message: live.Message) -> live.Reply:
    """End the shared screen: one's own, or as someone who runs the meeting."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        own = _own(uow, actor, meeting)
        service.end_sharing(uow, meeting, own.id if own else None)
    return {}


@for_signed_in
def present(actor: Actor, message: live.Message) -> live.Reply:
    """Show a document to all, page by page in step."""
    form = read(PresentForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        document = documents.get_to_read(uow.session, actor, form.document)
        own = _own(uow, actor, meeting)
        service.show_document(uow, meeting, document, own, page=form.page)
    return {}


@for_signed_in
def turn_page(actor: Actor, message: live.Message) -> live.Reply:
    """Turn the page for all who follow."""
    form = read(PageForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.turn_page(uow, meeting, _own(uow, actor, meeting), form.page)
    return {}


@for_signed_in
def end_present(actor: Actor, message: live.Message) -> live.Reply:
    """Take the document away."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.end_showing(uow, meeting, _own(uow, actor, meeting))
    return {}


def _own(uow: UnitOfWork, actor: Actor, meeting: Meeting) -> MeetingSite | None:
    """Return the site whose seat this connection holds; those who only follow have none."""
    seat = queries.find_seat_of(uow.session, live.connection())
    if seat is None or seat.person_id != actor.person_id:
        return None
    return next((site for site in meeting.sites if site.id == seat.meeting_site_id), None)
