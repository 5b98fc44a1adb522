from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.audit.models import AuditEntry
from hub.core.ids import ExportId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Actor, Role
from hub.exports import jobs, queries, rules, service
from hub.exports.errors import NoSuchExport
from hub.exports.models import Export, ExportState
from hub.outbox import queries as outbox
from hub.outbox.models import OutgoingMessage
from tests.builders import Stage


@pytest.fixture
def clerk(stage: Stage) -> Actor:
    return stage.actor(Role.REGISTRY_CLERK)


@pytest.fixture
def begun(runtime: Runtime, clerk: Actor) -> Callable[..., ExportId]:
    """Return a function that begins a file for the clerk, and ends it if told so."""

    def begin(title: str = "Sổ văn bản đi.pdf", *, ends: str = "") -> ExportId:
        with runtime.unit_of_work(clerk) as uow:
            export_id = service.begin(uow, title=title, path=f"/registers?q={title}").id
        if ends == "ready":
            with runtime.unit_of_work(clerk) as uow:
                service.keep(uow, export_id, filename=title, media_type="application/pdf", size=9)
        elif ends:
            with runtime.unit_of_work(clerk) as uow:
                service.fail(uow, export_id, ends)
        return export_id

    return begin


def state_of(runtime: Runtime, export_id: ExportId) -> ExportState:
    with runtime.read() as session:
        return session.get_one(Export, export_id).state


def told(runtime: Runtime, actor: Actor) -> list[tuple[str, str]]:
    with runtime.read() as session:
        found = outbox.notices_of(session, actor.person_id, runtime.clock())
        return [(each.subject, each.link) for each in found]


def test_who_let_it_go_on_in_the_background_is_told_when_it_is_ready(
    runtime: Runtime, clerk: Actor, begun, heard, stage: Stage
) -> None:  # type: ignore[no-untyped-def]
    export_id = begun()
    with runtime.unit_of_work(clerk) as uow:
        service.put_in_background(uow, export_id)
    jobs.look_after(runtime)
    assert told(runtime, clerk) == []
    with runtime.unit_of_work(clerk) as uow:
        service.keep(uow, export_id, filename="Sổ.pdf", media_type="application/pdf", size=9)
    jobs.look_after(runtime)
    jobs.look_after(runtime)
    assert told(runtime, clerk) == [("Tệp “Sổ.pdf” đã xong", f"/exports/{export_id}")]
    assert heard.names().count("notice:posted") == 1
    assert told(runtime, stage.actor(Role.SCHEDULER)) == []


def test_who_has_left_the_page_is_told_who_has_it_is_not(
    runtime: Runtime, clerk: Actor, begun, clock
) -> None:  # type: ignore[no-untyped-def]
    left, taken = begun("bỏ đi.pdf", ends="ready"), begun("đã lấy.pdf", ends="ready")
    jobs.look_after(runtime)
    assert told(runtime, clerk) == []  # its page may be about to take it
    with runtime.unit_of_work(clerk) as uow:
        service.note_seen(uow, taken)
    clock.go(seconds=10)
    jobs.look_after(runtime)
    assert told(runtime, clerk) == [("Tệp “bỏ đi.pdf” đã xong", f"/exports/{left}")]


def test_why_a_file_was_not_made_is_in_the_notice(
    runtime: Runtime, clerk: Actor, begun, clock
) -> None:  # type: ignore[no-untyped-def]
    begun(ends="Kho lưu trữ đã đầy.")
    clock.go(seconds=10)
    jobs.look_after(runtime)
    with runtime.read() as session:
        notice = session.scalars(select(OutgoingMessage)).one()
    assert notice.subject == "Không lập được tệp “Sổ văn bản đi.pdf”"
    assert notice.body_text == "Kho lưu trữ đã đầy."


def test_a_maker_that_lives_is_left_alone_one_that_is_silent_is_gone(
    runtime: Runtime, clerk: Actor, begun, clock
) -> None:  # type: ignore[no-untyped-def]
    living, dead = begun("một.pdf"), begun("hai.pdf")
    for _ in range(3):
        clock.go(seconds=31)
        with runtime.unit_of_work(clerk) as uow:
            service.beat(uow, living, 1, 3, "từ dòng 1.001")
        jobs.look_after(runtime)
    assert state_of(runtime, living) is ExportState.MAKING
    assert state_of(runtime, dead) is ExportState.INTERRUPTED
    with runtime.read() as session:
        found = queries.own(session, clerk.person_id, living)
        assert (found.done, found.total, found.current) == (1, 3, "từ dòng 1.001")
        assert queries.being_made(session, clerk.person_id, clock.now)[0].id == living


def test_a_maker_that_was_thought_gone_may_still_bring_the_file(
    runtime: Runtime, clerk: Actor, begun, clock
) -> None:  # type: ignore[no-untyped-def]
    export_id = begun()
    clock.go(minutes=2)
    jobs.look_after(runtime)
    with runtime.unit_of_work(clerk) as uow:
        service.keep(uow, export_id, filename="Sổ.pdf", media_type="application/pdf", size=9)
    assert state_of(runtime, export_id) is ExportState.READY


def test_what_its_owner_removed_is_made_no_more_and_nobody_is_told(
    runtime: Runtime, clerk: Actor, begun, clock
) -> None:  # type: ignore[no-untyped-def]
    making, ready = begun(), begun("hai.pdf", ends="ready")
    clock.go(seconds=20)
    jobs.look_after(runtime)
    for each in (making, ready):
        with runtime.unit_of_work(clerk) as uow:
            service.discard(uow, each)
    assert told(runtime, clerk) == []
    for change in (
        lambda uow: service.beat(uow, making, 1, 2, ""),
        lambda uow: service.fail(uow, making, "Lỗi"),
        lambda uow: service.keep(uow, making, filename="x", media_type="y", size=1),
    ):
        with pytest.raises(NoSuchExport), runtime.unit_of_work(clerk) as uow:
            change(uow)


def test_files_of_others_are_not_there(runtime: Runtime, stage: Stage, begun) -> None:  # type: ignore[no-untyped-def]
    export_id = begun(ends="ready")
    for change in (service.put_in_background, service.note_seen, service.discard):
        with (
            pytest.raises(NoSuchExport),
            runtime.unit_of_work(stage.actor(Role.SYSTEM_ADMIN)) as uow,
        ):
            change(uow, export_id)
        with (
            pytest.raises(NoSuchExport),
            runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow,
        ):
            change(uow, ExportId(new_id()))
    assert state_of(runtime, export_id) is ExportState.READY


def test_a_file_is_kept_as_long_as_the_settings_say_and_remembered_for_a_week(
    runtime: Runtime, clerk: Actor, begun, clock
) -> None:  # type: ignore[no-untyped-def]
    export_id, making = begun(ends="ready"), begun("đang lập.pdf")
    with runtime.read() as session:
        ready = session.get_one(Export, export_id)
        assert rules.kept_until(ready, 24) == clock.now + timedelta(hours=24)
        assert rules.kept_until(session.get_one(Export, making), 24) is None
    clock.go(hours=24)
    jobs.look_after(runtime)
    assert state_of(runtime, export_id) is ExportState.READY
    clock.go(seconds=1)
    jobs.look_after(runtime)
    assert state_of(runtime, export_id) is ExportState.EXPIRED
    clock.go(days=7)
    jobs.look_after(runtime)
    with runtime.read() as session:
        assert session.get(Export, export_id) is None


def test_the_audit_log_says_who_had_which_file_made(runtime: Runtime, clerk: Actor, begun) -> None:  # type: ignore[no-untyped-def]
    begun("Sổ văn bản đi.pdf", ends="ready")
    with runtime.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.event, entry.actor_person_id) == ("export:made", clerk.person_id)
    assert entry.facts["title"] == "Sổ văn bản đi.pdf"
    assert entry.facts["path"] == "/registers?q=Sổ văn bản đi.pdf"
