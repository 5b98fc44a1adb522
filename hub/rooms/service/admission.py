"""Letting sites in one by one (duyệt vào phòng). Who was in the room once is not asked again."""

from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, rules
from hub.rooms.errors import NobodyToAdmit, NoSeat, WasRemoved
from hub.rooms.events import AdmissionSet, SiteAdmitted, SiteTurnedAway, SiteWaits
from hub.rooms.models import Seat
from hub.rooms.service.seats import ensure_may_come_in, seats_to_take
from hub.rooms.service.stage import ensure_moderator, room_of


def require_admission(uow: UnitOfWork, meeting: Meeting) -> None:
    """Let sites come in only when they are let in. Raises NotTheModerator."""
    _set(uow, meeting, admission=True)


def open_doors(uow: UnitOfWork, meeting: Meeting) -> None:
    """Let every invited site come in; those who wait come in too. Raises NotTheModerator."""
    _set(uow, meeting, admission=False)
    admit_all(uow, meeting)


def ask_to_come_in(uow: UnitOfWork, meeting: Meeting, site: MeetingSite) -> None:
    """Note that the actor's site waits to be let in. Without need for it nothing happens.

    Raises NoSeat, RoomNotOpen, WaitForTheChair, WasRemoved.
    """
    if rules.seat_among(uow.actor, meeting, [site]) is not site:
        raise NoSeat
    ensure_may_come_in(uow, uow.actor, meeting)
    seat = queries.find_seat(uow.session, site.id)
    if seat is not None and seat.removed_at is not None:
        raise WasRemoved
    if rules.is_admitted(queries.find_room(uow.session, meeting.id), site, seat):
        return
    seat = seats_to_take(uow, [site])[site.id]
    if seat.waiting_since is not None:
        return
    seat.waiting_since, seat.turned_away_at, seat.turned_away_reason = uow.now, None, ""
    seat.person_id, seat.person_name = uow.actor.person_id, uow.actor.name
    uow.emit(SiteWaits(meeting.id, site.id))


def admit(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Let a site come in that waits. Raises NotTheModerator, NoSuchSeat, NobodyToAdmit."""
    _let_in(uow, _waiting(uow, meeting, meeting_site_id))


def admit_all(uow: UnitOfWork, meeting: Meeting) -> None:
    """Let everybody come in who waits. Raises NotTheModerator."""
    ensure_moderator(uow, meeting)
    for seat in queries.seats_waiting(uow.session, meeting.id):
        _let_in(uow, seat)


def turn_away(
    uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId, *, reason: str
) -> None:
    """Do not let a site in, and tell it why; it may ask again.

    Raises NotTheModerator, NoSuchSeat, NobodyToAdmit.
    """
    seat = _waiting(uow, meeting, meeting_site_id)
    seat.waiting_since, seat.turned_away_at, seat.turned_away_reason = None, uow.now, reason
    uow.emit(SiteTurnedAway(meeting.id, meeting_site_id, reason))


def _set(uow: UnitOfWork, meeting: Meeting, *, admission: bool) -> None:
    ensure_moderator(uow, meeting)
    room = room_of(uow, meeting)
    if room.admission is not admission:
        room.admission = admission
        uow.emit(AdmissionSet(meeting.id, admission))


def _waiting(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> Seat:
    ensure_moderator(uow, meeting)
    seat = queries.seat_in(uow.session, meeting, meeting_site_id)
    if not rules.is_waiting(seat):
        raise NobodyToAdmit
    return seat


def _let_in(uow: UnitOfWork, seat: Seat) -> None:
    seat.waiting_since, seat.admitted_at = None, uow.now
    uow.emit(SiteAdmitted(seat.meeting_id, seat.meeting_site_id))
