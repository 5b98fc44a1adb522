"""Two devices of one site come in for the first time at the same moment."""

import threading

from sqlalchemy import select

from hub.attendance.models import Presence
from hub.core.ids import new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.meetings.models import Meeting, MeetingSite, MeetingState
from hub.rooms import service
from hub.rooms.models import Seat
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock
from tests.databases import wanted


def test_of_two_devices_coming_at_once_the_later_has_the_place(
    runtime: Runtime, clock: SetClock, stage: Stage
) -> None:
    clock.now = MONDAY
    commune = stage.communes[0]
    actor = stage.actor_of(commune.leader)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = uow.session.get_one(Meeting, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
        service.stage.room_of(uow, meeting)
    both_inside = threading.Barrier(2)
    came: list[object] = []

    def come(connection: str) -> None:
        with runtime.unit_of_work(actor) as uow:
            meeting = uow.session.get_one(Meeting, stage.meeting.id)
            site = uow.session.get_one(MeetingSite, commune.meeting_site.id)
            if wanted() == "postgresql":  # SQLite has one writer: the second waits outside
                both_inside.wait(20)
            arrival = service.Arrival(
                actor, meeting, site, site.id, f"token of {connection}", connection, new_id().hex
            )
            came.extend(service.take_seats(uow, [arrival]))

    devices = [threading.Thread(target=come, args=(name,)) for name in ("one", "two")]
    for device in devices:
        device.start()
    for device in devices:
        device.join(40)
    assert [type(each) for each in came] == [Seat, Seat], "neither is an error"
    with runtime.read() as session:
        (seat,) = session.scalars(
            select(Seat).where(Seat.meeting_site_id == commune.meeting_site.id)
        )
        stays = session.scalars(select(Presence)).all()
    assert seat.connection in {"one", "two"}
    assert {each.connection for each in stays} == {"one", "two"}
    assert [each.connection for each in stays if each.left_at is None] == [seat.connection]
