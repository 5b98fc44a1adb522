"""Coming in, signs of life, samples of the line, going out.

All sites of a meeting send these at the same time, so they are answered by the batch.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from hub.attendance import service as attendance
from hub.attendance.models import RollEntry
from hub.core.errors import HubError
from hub.core.forms import read
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import SYSTEM, Actor, UnitOfWork
from hub.inbox import service as inbox
from hub.meetings import queries as meetings
from hub.meetings.errors import NoSuchMeeting
from hub.quality import service as quality
from hub.quality.forms import SampleBatchForm
from hub.quality.rules import Measurement
from hub.rooms import queries, rules, service
from hub.rooms.errors import NotInTheRoom, TokenNotYours
from hub.rooms.forms import JoinForm, MeetingForm, RollAnswerForm
from hub.rooms.models import Seat
from hub.rooms.rules import WAY_IN
from hub.rooms.sockets.engine import try_to_send_away
from hub.web import live
from hub.web.access import for_participants, links, runtime
from hub.web.gathering import Answer, Asked, attempt, gathered, good


class _WayIn(NamedTuple):
    asked: Asked
    meeting_id: MeetingId
    site_id: MeetingSiteId
    token: str
    event_key: str
    is_back: bool


class _Coming(NamedTuple):
    arrival: service.Arrival
    is_back: bool


class _Seated(NamedTuple):
    arrival: service.Arrival
    is_back: bool
    seat: Seat


class _Room(NamedTuple):
    """A room that stands as it does; nothing happened to it."""

    meeting_id: MeetingId


class _Site(NamedTuple):
    id: MeetingSiteId
    meeting_id: MeetingId


class _Told(NamedTuple):
    asked: Asked
    meeting_id: MeetingId
    measurements: Sequence[Measurement]


@gathered(within_s=0.005, most=64)
def join(asked: Sequence[Asked]) -> Sequence[Answer]:
    """Take the seats of the sites the tokens were made for. Durable before the answers."""
    ways = attempt(asked, _way_in)
    with runtime().unit_of_work(SYSTEM) as uow:
        found = meetings.glimpses(
            uow.session,
            [each.actor for each in asked],
            {way.meeting_id for way in good(ways)},
        )
        coming = attempt(ways, lambda way: _Coming(_arrival(way, found), way.is_back))
        seats = iter(service.take_seats(uow, [each.arrival for each in good(coming)]))
        seated = attempt(coming, lambda each: _seated(each, next(seats)))
    standing = _standing({each.arrival.meeting.id for each in good(seated) if each.is_back})
    return attempt(seated, lambda each: _came_in(each.arrival) | _as_left(each, standing))


def _way_in(asked: Asked) -> _WayIn:
    form = read(JoinForm, asked.message)
    said = links().read(WAY_IN, form.token, now=runtime().clock())
    if (said["person"], said["meeting"]) != (str(asked.actor.person_id), str(form.meeting)):
        raise TokenNotYours
    site_id = MeetingSiteId(live.as_uuid(str(said["site"])))
    return _WayIn(asked, form.meeting, site_id, form.token, form.event_key, form.back)


def _arrival(way: _WayIn, found: Mapping[MeetingId, meetings.Glimpse]) -> service.Arrival:
    if way.meeting_id not in found:
        raise NoSuchMeeting
    actor = way.asked.actor
    glimpse = found[way.meeting_id].of(actor)
    own = rules.seat_among(actor, glimpse.meeting, glimpse.sites)
    return service.Arrival(
        actor, glimpse.meeting, own, way.site_id, way.token, way.asked.connection, way.event_key
    )


def _seated(coming: _Coming, seat: Seat | HubError) -> _Seated:
    if isinstance(seat, HubError):
        raise seat
    return _Seated(*coming, seat)


def _standing(meeting_ids: Collection[MeetingId]) -> Mapping[MeetingId, live.Reply]:
    """Work out once for a batch how large rooms stand to which pages come back.

    After a restart of the hub all of them do, and each would ask for what is the same for all.
    """
    return {each: live.how_it_stands(f"meeting:{each}", _Room(each)) for each in meeting_ids}


def _as_left(seated: _Seated, standing: Mapping[MeetingId, live.Reply]) -> live.Reply:
    stands = standing.get(seated.arrival.meeting.id) if seated.is_back else None
    if not stands:
        return {}
    seat = seated.seat
    own = {
        "microphone": seat.microphone_on,
        "camera": seat.camera_on,
        "muted": seat.muted_by_chair,
    }
    return {"room": stands, "seat": own, "asked": seat.unmute_asked_at is not None}


def _came_in(arrival: service.Arrival) -> live.Reply:
    """Let the page hear its room; a line that was lost while its seat was taken lets go of it.

    Its loss was told before there was a seat, and nobody would tell of it again.
    """
    try:
        room = f"meeting:{arrival.meeting.id}"
        live.enter(room, arrival.connection)
        live.enter(live.site_room(room, arrival.site_id), arrival.connection)
    except live.LineGone:
        lost([arrival.connection])
        raise
    live.watch_closely(arrival.connection)
    return {"site": str(arrival.site_id), "connection": arrival.connection}


@for_participants
def leave(actor: Actor, message: live.Message) -> live.Reply:
    """Go out on purpose."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        service.leave_seat(uow, seat)
    try_to_send_away(form.meeting, seat.meeting_site_id)
    return {}


@gathered(within_s=0.25, most=500)
def heartbeat(asked: Sequence[Asked]) -> Sequence[Answer]:
    """Note which connections live. Refused to those that hold no seat any more."""
    forms = attempt(asked, lambda each: (each, read(MeetingForm, each.message)))
    with runtime().read() as session:
        held = queries.seats_held_by(session, [each.connection for each in asked])
    alive = attempt(forms, lambda said: queries.held_by(held, said[0].actor, said[0].connection))
    if good(alive):
        with runtime().unit_of_work(SYSTEM) as uow:
            attendance.seen(uow, [seat.connection for seat in good(alive)])
    return attempt(alive, lambda _seat: {})


@gathered(within_s=0.05, most=500)
def sample(asked: Sequence[Asked]) -> Sequence[Answer]:
    """Keep samples of lines; each answer says up to which number they are stored."""
    told = attempt(asked, _told)
    with runtime().unit_of_work(SYSTEM) as uow:
        held = queries.seats_held_by(uow.session, [each.connection for each in asked])
        batches = attempt(told, lambda each: _batch(each, held))
        last = iter(quality.record_many(uow, good(batches)))
        return attempt(batches, lambda _batch: {"seq": next(last)})


def _told(asked: Asked) -> _Told:
    meeting_id = read(MeetingForm, {"meeting": asked.message.get("meeting")}).meeting
    rest = {name: value for name, value in asked.message.items() if name != "meeting"}
    samples = read(SampleBatchForm, rest).samples
    return _Told(asked, meeting_id, [each.measured() for each in samples])


def _batch(told: _Told, held: Mapping[str, queries.Held]) -> quality.Batch:
    seat = queries.held_by(held, told.asked.actor, told.asked.connection)
    if seat.meeting_id != told.meeting_id:
        raise NotInTheRoom
    site = _Site(seat.meeting_site_id, seat.meeting_id)
    return quality.Batch(site, seat.connection, told.measurements)


@gathered(within_s=0.01, most=200)
def answer_roll(asked: Sequence[Asked]) -> Sequence[Answer]:
    """Take the sites' answers to the call of the roll. Durable before the reply, each once."""
    forms = attempt(asked, lambda each: (each, read(RollAnswerForm, each.message)))
    with runtime().unit_of_work(SYSTEM) as uow:
        said = good(forms)
        keys = [(each.actor.person_id, form.event_key) for each, form in said]

        def write(new: Sequence[int]) -> Sequence[Answer]:
            return _answers(uow, [said[at] for at in new])

        replies = iter(inbox.once_each(uow, "room:answer-roll", keys, write))
        return attempt(forms, lambda _: _made(next(replies)))


def _answers(uow: UnitOfWork, said: Sequence[tuple[Asked, RollAnswerForm]]) -> Sequence[Answer]:
    held = queries.seats_held_by(uow.session, [each.connection for each, _ in said])
    places = meetings.places(uow.session, {seat.meeting_site_id for seat in held.values()})
    answers = attempt(said, lambda each: _roll_answer(*each, held, places))
    entries = iter(attendance.check_in_many(uow, good(answers)))
    return attempt(answers, lambda _: _written(next(entries)))


def _made(reply: Mapping[str, Any] | HubError) -> live.Reply:
    if isinstance(reply, HubError):
        raise reply
    return dict(reply)


def _roll_answer(
    asked: Asked,
    form: RollAnswerForm,
    held: Mapping[str, queries.Held],
    places: Mapping[MeetingSiteId, meetings.Place],
) -> attendance.CheckIn:
    seat = queries.held_by(held, asked.actor, asked.connection)
    if seat.meeting_id != form.meeting:
        raise NotInTheRoom
    place = places[seat.meeting_site_id]
    return attendance.CheckIn(asked.actor, place.meeting, place.site, form.head_count)


def _written(entry: RollEntry | HubError) -> live.Reply:
    if isinstance(entry, HubError):
        raise entry
    return {"head_count": entry.head_count}


@for_participants
def ping(actor: Actor, message: live.Message) -> live.Reply:
    """Answer at once: the line test of the lobby takes the time."""
    form = read(MeetingForm, message)
    with runtime().read() as session:
        meetings.glimpse_to_see(session, actor, form.meeting)
    return {}


def lost(connections: Sequence[str]) -> None:
    """Note that connections are gone. Not their media: a line that comes back finds it."""
    with runtime().read() as session:
        if not queries.seats_held_by(session, connections):
            return
    with runtime().unit_of_work(SYSTEM) as uow:
        service.lose_lines(uow, queries.seats_of_connections(uow.session, connections))


def fell_silent(connections: Sequence[str]) -> None:
    """Show lines as lost of which nothing comes any more. Their seats stay: they may come back."""
    sites = _sites_of(connections)
    if sites:
        with runtime().unit_of_work(SYSTEM) as uow:
            quality.lines_fell_silent(uow, sites)


def heard_again(connections: Sequence[str]) -> None:
    """Show lines as good as their last sample said that are heard again."""
    sites = _sites_of(connections)
    if sites:
        with runtime().unit_of_work(SYSTEM) as uow:
            quality.lines_heard_again(uow, sites)


def _sites_of(connections: Sequence[str]) -> list[MeetingSiteId]:
    with runtime().read() as session:
        held = queries.seats_held_by(session, connections)
    return [seat.meeting_site_id for seat in held.values()]
