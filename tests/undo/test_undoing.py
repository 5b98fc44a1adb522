"""What was just removed comes back as it was: for its author, for some seconds, once."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from hub.audit.models import AuditEntry
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.opinions import queries, service
from hub.opinions.models import Consultation, ConsultationState
from hub.opinions.service import Plan
from hub.outbox.models import OutgoingMessage
from hub.undo.models import Removal
from tests.builders import Stage
from tests.conftest import SetClock

ClientOf = Callable[[Person], FlaskClient]
UNDO = re.compile(r'action="(/undo/[^"]+)"')


def a_form(runtime: Runtime, stage: Stage, clock: SetClock) -> str:
    """A form with a question, not sent out; return its address."""
    plan = Plan(
        "Góp ý quy chế", clock.now.replace(day=27), [each.unit.id for each in stage.communes]
    )
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        found = service.draft(uow, plan)
        service.add_question(uow, found, title="Có nhất trí không?", text="Điều 5")
        return f"/opinions/{found.id}"


def undo_on(client: FlaskClient, page: str) -> str:
    """The address of the button on the page that is shown next."""
    found = UNDO.search(client.get(page).text)
    assert found
    return found[1]


def test_a_discarded_form_comes_back_with_all_it_had_but_only_to_its_author(
    runtime: Runtime, clock: SetClock, client_of: ClientOf, stage: Stage
) -> None:
    url = a_form(runtime, stage, clock)
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    assert scheduler.post(f"{url}/discard").status_code == 302
    undo = undo_on(scheduler, "/opinions")
    assert scheduler.get(url).status_code == 404

    assert client_of(stage.staff[Role.CHAIR]).post(undo).status_code == 404
    back = scheduler.post(undo)
    assert (back.status_code, back.location) == (303, url)
    shown = scheduler.get(url).text
    assert "Có nhất trí không?" in shown and "Đã khôi phục như trước" in shown
    assert scheduler.post(undo).status_code == 404
    with runtime.read() as session:
        assert "removal:undone" in session.scalars(select(AuditEntry.event)).all()
        found = session.scalars(select(Consultation)).one()
        assert found.state is ConsultationState.DRAFT


def test_a_question_does_not_return_into_a_form_that_was_sent_nor_after_a_while(
    runtime: Runtime, clock: SetClock, client_of: ClientOf, stage: Stage
) -> None:
    url = a_form(runtime, stage, clock)
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    (question,) = re.findall(r'action="([^"]+/questions/[^"]+/drop)"', scheduler.get(url).text)
    scheduler.post(question)
    undo = undo_on(scheduler, url)
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        found = uow.session.scalars(select(Consultation)).one()
        found.state = ConsultationState.OPEN
    assert scheduler.post(undo).status_code == 409
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        found = uow.session.scalars(select(Consultation)).one()
        found.state = ConsultationState.DRAFT
    clock.go(seconds=41)
    late = scheduler.post(undo)
    assert late.status_code == 409 and "Không hoàn tác được nữa" in late.text
    with runtime.read() as session:
        again = queries.get_to_see(session, stage.actor(Role.SCHEDULER), found.id)
        assert again.questions == []


def test_notices_marked_as_read_are_unread_again_and_earlier_ones_stay_read(
    runtime: Runtime, clock: SetClock, client_of: ClientOf, stage: Stage
) -> None:
    chair = stage.staff[Role.CHAIR]
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        from hub.outbox import service as outbox

        for number in range(3):
            outbox.post_notice(uow, key=f"a:{number}", to_person_id=chair.id, subject="Việc mới",
                               body="", link="/", icon="bell")  # fmt: skip
        uow.session.flush()
        first = uow.session.scalars(select(OutgoingMessage)).first()
        assert first is not None
        first.read_at = uow.now
    clock.go(seconds=1)
    client = client_of(chair)
    client.post("/notices/read")
    assert client.post(undo_on(client, "/notices")).status_code == 303
    with runtime.read() as session:
        unread = session.scalars(
            select(OutgoingMessage).where(OutgoingMessage.read_at.is_(None))
        ).all()
        assert len(unread) == 2


def test_what_nobody_took_back_is_forgotten_with_the_next_removal(
    runtime: Runtime, clock: SetClock, client_of: ClientOf, stage: Stage
) -> None:
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    scheduler.post(f"{a_form(runtime, stage, clock)}/discard")
    clock.go(minutes=1)
    scheduler.post(f"{a_form(runtime, stage, clock)}/discard")
    with runtime.read() as session:
        assert len(session.scalars(select(Removal)).all()) == 1
