"""Asking more units than one unit of work can hold."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.invitations import jobs, notices, queries, service
from hub.invitations.service import portions
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.meetings.models import MeetingState
from hub.outbox.models import Channel, OutgoingMessage
from tests.builders import Stage
from tests.invitations.moves import move

Sent = Callable[[], list[OutgoingMessage]]
ClientOf = Callable[[Person], FlaskClient]


@pytest.fixture
def many(runtime: Runtime, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Three units, when one at once is all that fits; the scheduler has sent the invitations."""
    monkeypatch.setattr(portions, "BY_THE_CLICK", 1)
    monkeypatch.setattr(portions, "AT_ONCE", 1)
    monkeypatch.setattr(jobs, "TURN_S", 0)
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        for invitation in queries.of_meeting(uow.session, meeting.id):
            uow.session.delete(invitation)
        meeting.state = MeetingState.APPROVED
        uow.session.flush()
        meeting_service.invite(uow, meeting)
    return stage


def ask_some(runtime: Runtime, stage: Stage) -> bool:
    with runtime.unit_of_work(SYSTEM) as uow:
        return service.ask_on(uow, stage.meeting.id)


def asked(sent: Sent) -> list[str]:
    """Return the addresses of the mails with an invitation."""
    return [
        each.to_address for each in sent() if each.channel is Channel.MAIL and ":sent:" in each.key
    ]


def everybody(stage: Stage) -> list[str]:
    return sorted(each.unit.email for each in stage.communes)


def is_asking(runtime: Runtime, stage: Stage) -> bool:
    with runtime.read() as session:
        return queries.is_asking(session, stage.meeting.id)


def test_the_click_begins_and_every_unit_is_asked_once(
    runtime: Runtime, many: Stage, sent: Sent
) -> None:
    assert asked(sent) == [] and is_asking(runtime, many)
    assert jobs.ask_on(runtime) == 3
    assert sorted(asked(sent)) == everybody(many) and not is_asking(runtime, many)
    assert jobs.ask_on(runtime) == 0


def test_what_was_cut_off_goes_on_where_it_stopped(
    runtime: Runtime, many: Stage, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask_some(runtime, many)
    with monkeypatch.context() as patch:
        patch.setattr(notices, "remind_first", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ask_some(runtime, many)
    assert len(asked(sent)) == 1
    jobs.ask_on(runtime)
    assert sorted(asked(sent)) == everybody(many)


def test_a_meeting_that_is_called_off_asks_nobody_else(
    runtime: Runtime, many: Stage, sent: Sent
) -> None:
    ask_some(runtime, many)
    with runtime.unit_of_work(many.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, many.meeting.id)
        meeting_service.cancel(uow, meeting, reason="Bão số 5")
    assert jobs.ask_on(runtime) == 0 and len(asked(sent)) == 1


def test_a_meeting_that_moves_meanwhile_asks_the_others_to_the_new_time(
    runtime: Runtime, many: Stage, sent: Sent
) -> None:
    ask_some(runtime, many)
    move(runtime, many)
    jobs.ask_on(runtime)
    of = [each.key.rsplit(":", 2)[1:] for each in sent() if each.channel is Channel.MAIL]
    said = sorted(words for words in of if words[0] in {"sent", "moved"})
    assert said == [["moved", "1"], ["sent", "0"], ["sent", "1"], ["sent", "1"]]


def test_the_page_says_how_many_were_asked_until_all_were(
    runtime: Runtime, many: Stage, client_of: ClientOf
) -> None:
    client = client_of(many.staff[Role.SCHEDULER])
    ask_some(runtime, many)
    page = client.get(f"/meetings/{many.meeting.id}/invitations").text
    assert "Đang gửi giấy mời" in page and ">1/3<" in page and "every 3s" in page
    jobs.ask_on(runtime)
    page = client.get(f"/meetings/{many.meeting.id}/invitations").text
    assert "Đang gửi giấy mời" not in page and "every 3s" not in page
