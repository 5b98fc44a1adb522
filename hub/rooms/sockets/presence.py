"""Coming in, signs of life, samples of the line, going out."""

from typing import Final

from hub.attendance import service as attendance
from hub.core.clock import monotonic_s
from hub.core.forms import read
from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import SYSTEM, Actor
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingSite
from hub.quality import service as quality
from hub.quality.forms import SampleBatchForm
from hub.rooms import queries, service
from hub.rooms.errors import NoSeat, NotInTheRoom, TokenNotYours
from hub.rooms.forms import JoinForm, MeetingForm
from hub.rooms.rules import WAY_IN
from hub.rooms.sockets.engine import try_to_send_away
from hub.web import live
from hub.web.access import for_signed_in, links, runtime

#: Signs of life of all connections are noted in one unit of work this often.
NOTED_EVERY_S: Final = 10.0


class Heartbeats:
    """Collects the connections heard from, so that a hundred of them cost one commit."""

    def __init__(self) -> None:
        self._heard: set[str] = set()
        self._noted_at = -NOTED_EVERY_S

    def hear(self, connection: str, now_s: float) -> set[str]:
        """Note one; return all when it is time to write them down."""
        self._heard.add(connection)
        if now_s - self._noted_at < NOTED_EVERY_S:
            return set()
        self._noted_at = now_s
        heard, self._heard = self._heard, set()
        return heard

    def forget(self, connection: str) -> None:
        """Leave one out that is gone."""
        self._heard.discard(connection)


heartbeats: Final = Heartbeats()


@for_signed_in
def join(actor: Actor, message: live.Message) -> live.Reply:
    """Take the seat of the site the token was made for. Durable before the answer."""
    form = read(JoinForm, message)
    way_in = links().read(WAY_IN, form.token, now=runtime().clock())
    if (way_in["person"], way_in["meeting"]) != (str(actor.person_id), str(form.meeting)):
        raise TokenNotYours
    connection = live.connection()
    site_id = MeetingSiteId(live.as_uuid(str(way_in["site"])))
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        site = next((each for each in meeting.sites if each.id == site_id), None)
        if site is None:
            raise NoSeat
        service.take_seat(
            uow, meeting, site, token=form.token, connection=connection, event_key=form.event_key
        )
    live.enter(f"meeting:{form.meeting}")
    return {"site": str(site_id), "connection": connection}


@for_signed_in
def leave(actor: Actor, message: live.Message) -> live.Reply:
    """Go out on purpose."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        service.leave_seat(uow, seat)
    heartbeats.forget(live.connection())
    try_to_send_away(form.meeting, seat.meeting_site_id)
    return {}


@for_signed_in
def heartbeat(actor: Actor, message: live.Message) -> live.Reply:
    """Say that the connection lives. Refused when it holds no seat any more."""
    read(MeetingForm, message)
    connection = live.connection()
    with runtime().read() as session:
        queries.seat_held(session, actor, connection)
    heard = heartbeats.hear(connection, monotonic_s())
    if heard:
        with runtime().unit_of_work(SYSTEM) as uow:
            attendance.seen(uow, heard)
    return {}


@for_signed_in
def sample(actor: Actor, message: live.Message) -> live.Reply:
    """Keep samples of the line; the reply says up to which number they are stored."""
    meeting_id = read(MeetingForm, {"meeting": message.get("meeting")}).meeting
    rest = {name: value for name, value in message.items() if name != "meeting"}
    samples = read(SampleBatchForm, rest).samples
    connection = live.connection()
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, connection)
        if seat.meeting_id != meeting_id:
            raise NotInTheRoom
        site = uow.session.get_one(MeetingSite, seat.meeting_site_id)
        measured = [each.measured() for each in samples]
        last = quality.record_samples(uow, site, connection, measured)
    return {"seq": last}


@for_signed_in
def ping(actor: Actor, message: live.Message) -> live.Reply:
    """Answer at once: the line test of the lobby takes the time."""
    form = read(MeetingForm, message)
    with runtime().read() as session:
        meetings.get_to_see(session, actor, form.meeting)
    return {}


def lost(connection: str) -> None:
    """Note that a connection is gone. Not its media: a line that comes back finds it."""
    heartbeats.forget(connection)
    with runtime().read() as session:
        held = queries.find_seat_of(session, connection)
    if held is None:
        return
    with runtime().unit_of_work(SYSTEM) as uow:
        seat = queries.find_seat_of(uow.session, connection)
        if seat is not None:
            service.lose_line(uow, seat)
