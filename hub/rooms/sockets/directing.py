"""Hands, the floor, and the agenda as it runs."""

from functools import partial

from hub.core.forms import read
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.inbox import service as inbox
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.rooms import queries, service
from hub.rooms.errors import NoSuchSeat
from hub.rooms.forms import (
    AnswerForm,
    ExtensionForm,
    HandForm,
    ItemForm,
    KeyedForm,
    LimitForm,
    MeetingForm,
    PlaceForm,
    RefusalForm,
    SiteForm,
)
from hub.rooms.sockets.acting import After, in_meeting
from hub.rooms.sockets.engine import try_to_let_be_heard
from hub.web import live
from hub.web.access import for_participants, runtime


@for_participants
def hand(actor: Actor, message: live.Message) -> live.Reply:
    """Raise the site's hand; return its number."""
    form = read(HandForm, message)
    with runtime().unit_of_work(actor) as uow:
        meetings.glimpse_to_see(uow.session, actor, form.meeting)
        if form.asked and not meetings.ids_among(uow.session, form.meeting, [form.asked]):
            raise NoSuchSeat
        seat = queries.seat_held(uow.session, actor, live.connection())

        def raise_hand() -> live.Reply:
            number = service.raise_hand(
                uow, seat, turn=form.turn, subject=form.subject,
                asked_id=form.asked, asked_name=form.asked_name,
            )  # fmt: skip
            return {"number": number}

        return inbox.once(uow, form.event_key, "room:hand", raise_hand)


@for_participants
def lower(actor: Actor, message: live.Message) -> live.Reply:
    """Lower the site's hand."""
    form = read(KeyedForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())

        def put_down() -> live.Reply:
            service.lower_hand(uow, seat)
            return {}

        return inbox.once(uow, form.event_key, "room:lower", put_down)


@in_meeting(SiteForm)
def grant(uow: UnitOfWork, meeting: Meeting, form: SiteForm) -> After:
    """Give a site the floor."""
    before = _speaker(uow, meeting.id)
    service.grant_floor(uow, meeting, form.site)
    return partial(try_to_let_be_heard, meeting.id, before, form.site)


@in_meeting(MeetingForm)
def grant_next(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> After:
    """Give the floor to the first in the queue."""
    before = _speaker(uow, meeting.id)
    service.grant_next(uow, meeting)
    return partial(try_to_let_be_heard, meeting.id, before, _speaker(uow, meeting.id))


@in_meeting(MeetingForm)
def end_floor(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> After:
    """End the speech: one's own, or as someone who runs the meeting."""
    before = _speaker(uow, meeting.id)
    held = queries.find_seat_of(uow.session, live.connection())
    service.end_floor(uow, meeting, held.meeting_site_id if held else None)
    return partial(try_to_let_be_heard, meeting.id, before)


@for_participants
def let_pass(actor: Actor, message: live.Message) -> live.Reply:
    """Let the next in the queue speak first."""
    read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        service.let_pass(uow, queries.seat_held(uow.session, actor, live.connection()))
    return {}


@in_meeting(RefusalForm)
def refuse(uow: UnitOfWork, meeting: Meeting, form: RefusalForm) -> None:
    """Do not give a site the floor, in words."""
    service.refuse_hand(uow, meeting, form.site, reason=form.reason)


@in_meeting(PlaceForm)
def move_hand(uow: UnitOfWork, meeting: Meeting, form: PlaceForm) -> None:
    """Put a raised hand at another place of the queue."""
    service.move_hand(uow, meeting, form.site, form.place)


@in_meeting(AnswerForm)
def grant_answer(uow: UnitOfWork, meeting: Meeting, form: AnswerForm) -> After:
    """Give a site the floor to answer a question."""
    before = _speaker(uow, meeting.id)
    service.grant_answer(uow, meeting, form.question, form.site)
    return partial(try_to_let_be_heard, meeting.id, before, form.site)


@in_meeting(ExtensionForm)
def extend(uow: UnitOfWork, meeting: Meeting, form: ExtensionForm) -> None:
    """Give the speaker more time."""
    service.extend_speech(uow, meeting, form.minutes)


@in_meeting(ItemForm)
def begin_item(uow: UnitOfWork, meeting: Meeting, form: ItemForm) -> None:
    """Turn to an item of the agenda."""
    service.begin_item(uow, meeting, form.item)


@in_meeting(MeetingForm)
def end_item(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> None:
    """Be done with the present item."""
    service.end_item(uow, meeting)


@in_meeting(LimitForm)
def limit(uow: UnitOfWork, meeting: Meeting, form: LimitForm) -> None:
    """Set how long speakers have."""
    service.limit_speeches(uow, meeting, form.item, form.minutes)


def _speaker(uow: UnitOfWork, meeting_id: MeetingId) -> MeetingSiteId | None:
    room = queries.find_room(uow.session, meeting_id)
    return room.speaker_id if room else None
