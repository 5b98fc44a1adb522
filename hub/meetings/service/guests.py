"""Guests (khách mời): asked to one meeting by the host, one by one."""

from typing import Final

from hub.core.errors import InvalidInput, NotAllowed
from hub.core.ids import MeetingSiteId, new_id
from hub.core.text import N_, gettext
from hub.core.unit_of_work import UnitOfWork
from hub.directory import service as directory
from hub.directory.service import GuestFacts
from hub.meetings import queries, rules
from hub.meetings.errors import MeetingSettled, NoSuchGuest, TooManyGuests
from hub.meetings.events import GuestAdded, GuestRemoved, GuestReturned
from hub.meetings.models import Meeting, MeetingSite

ASKED_ALREADY: Final = N_("A guest with this address is invited already.")


def add_guest(
    uow: UnitOfWork, meeting: Meeting, facts: GuestFacts, *, gets_documents: bool
) -> MeetingSite:
    """Ask somebody from outside to the meeting; the last place is theirs.

    The meeting is loaded as by `queries.get`. Raises NotAllowed, MeetingSettled,
    TooManyGuests, InvalidInput (`email`) for one who was asked already.
    """
    _ensure_arranges(uow, meeting)
    guests = [each for each in meeting.sites if each.is_guest]
    if len(guests) >= rules.MOST_GUESTS:
        raise TooManyGuests(most=rules.MOST_GUESTS)
    if facts.email.casefold() in {each.unit.email.casefold() for each in guests}:
        raise InvalidInput({"email": gettext(ASKED_ALREADY)})
    site = directory.enter_guest(uow, facts)
    guest = MeetingSite(
        id=MeetingSiteId(new_id()),
        meeting_id=meeting.id,
        site_id=site.id,
        unit_id=site.unit_id,
        position=max((each.position for each in meeting.sites), default=-1) + 1,
        is_guest=True,
        gets_documents=gets_documents,
    )
    uow.session.add(guest)
    uow.session.flush()
    uow.session.expire(meeting, ["sites"])
    uow.emit(GuestAdded(meeting.id, guest.id, facts.name))
    return guest


def remove_guest(uow: UnitOfWork, meeting: Meeting, guest_id: MeetingSiteId) -> MeetingSite:
    """Take a guest out: their link stops working, an open page of theirs is sent away.

    Raises NotAllowed, MeetingSettled, NoSuchGuest.
    """
    _ensure_arranges(uow, meeting)
    guest = _guest(uow, meeting, guest_id)
    if guest.withdrawn_at is None:
        guest.withdrawn_at = uow.now
        uow.session.flush()
        uow.session.expire(meeting, ["sites"])
        uow.emit(GuestRemoved(meeting.id, guest.id, guest.unit.short_name))
        directory.dismiss_guest(uow, guest.unit_id)
    return guest


def return_guest(uow: UnitOfWork, meeting: Meeting, guest_id: MeetingSiteId) -> MeetingSite:
    """Ask a guest again who was taken out. Raises NotAllowed, MeetingSettled, NoSuchGuest."""
    _ensure_arranges(uow, meeting)
    guest = _guest(uow, meeting, guest_id)
    if guest.withdrawn_at is not None:
        guest.withdrawn_at = None
        uow.session.flush()
        uow.session.expire(meeting, ["sites"])
        directory.welcome_back(uow, guest.unit_id)
        uow.emit(GuestReturned(meeting.id, guest.id, guest.unit.short_name))
    return guest


def _ensure_arranges(uow: UnitOfWork, meeting: Meeting) -> None:
    if not rules.may_arrange(uow.actor, meeting):
        raise NotAllowed
    if not rules.can_have_guests(meeting):
        raise MeetingSettled


def _guest(uow: UnitOfWork, meeting: Meeting, guest_id: MeetingSiteId) -> MeetingSite:
    for each in queries.guests_of(uow.session, meeting.id):
        if each.id == guest_id:
            return each
    raise NoSuchGuest
