"""What all pages show: layout, a shared screen, a document in step."""

from hub.core.forms import read
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.documents import queries as documents
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, service
from hub.rooms.forms import LayoutForm, MeetingForm, PageForm, PresentForm
from hub.rooms.sockets.acting import in_meeting
from hub.web import live
from hub.web.access import for_participants, runtime


@in_meeting(LayoutForm)
def layout(uow: UnitOfWork, meeting: Meeting, form: LayoutForm) -> None:
    """Set the layout of all pages."""
    service.set_layout(
        uow,
        meeting,
        form.layout,
        pinned_id=form.pinned,
        gallery_size=form.size,
        gallery_page=form.page,
    )


@for_participants
def share(actor: Actor, message: live.Message) -> live.Reply:
    """Say that the site's main picture is its screen from now on."""
    read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        service.share_screen(uow, uow.session.get_one(MeetingSite, seat.meeting_site_id), seat)
    return {}


@in_meeting(MeetingForm)
def end_share(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> None:
    """End the shared screen: one's own, or as someone who runs the meeting."""
    own = _own(uow, meeting)
    service.end_sharing(uow, meeting, own.id if own else None)


@in_meeting(PresentForm)
def present(uow: UnitOfWork, meeting: Meeting, form: PresentForm) -> None:
    """Show a document to all, page by page in step."""
    document = documents.get_to_read(uow.session, uow.actor, form.document, uow.now)
    service.show_document(uow, meeting, document, _own(uow, meeting), page=form.page)


@in_meeting(PageForm)
def turn_page(uow: UnitOfWork, meeting: Meeting, form: PageForm) -> None:
    """Turn the page for all who follow."""
    service.turn_page(uow, meeting, _own(uow, meeting), form.page)


@in_meeting(MeetingForm)
def end_present(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> None:
    """Take the document away."""
    service.end_showing(uow, meeting, _own(uow, meeting))


def _own(uow: UnitOfWork, meeting: Meeting) -> MeetingSite | None:
    """Return the site whose seat this connection holds; those who only follow have none."""
    seat = queries.find_seat_of(uow.session, live.connection())
    if seat is None or seat.person_id != uow.actor.person_id or seat.meeting_id != meeting.id:
        return None
    site = uow.session.get_one(MeetingSite, seat.meeting_site_id)
    return site if site.withdrawn_at is None else None
