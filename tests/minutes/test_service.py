"""Drafting, saving, submitting, returning and signing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core.errors import HubError, NotAllowed
from hub.core.ids import MeetingId, MinutesId, SigningKeyId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Actor, Role, UnitOfWork
from hub.dashboard.queries import waiting_papers
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import queries, service
from hub.minutes.errors import (
    EmptyMinutes,
    MayNotRecord,
    MayNotReturn,
    MayNotSignMinutes,
    MeetingStillOn,
    MinutesComplete,
    MinutesExist,
    MinutesFrozen,
    MinutesLocked,
    NoSealToDecide,
    NotYourTurn,
    PdfChanged,
    StaleMinutes,
    TooEarlyForMinutes,
)
from hub.minutes.models import Minutes, MinutesState
from hub.outbox.models import OutgoingMessage
from hub.registers import queries as registers
from tests.builders import Stage, a_meeting
from tests.conftest import Heard, SetClock
from tests.minutes.conftest import changed

PDF, SIGNED, BOTH = "a" * 64, "b" * 64, "c" * 64


@contextmanager
def _at(
    runtime: Runtime, stage: Stage, actor: Actor
) -> Iterator[tuple[UnitOfWork, Meeting, Minutes]]:
    with runtime.unit_of_work(actor) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        minutes = queries.of_meeting(uow.session, stage.meeting.id)
        assert minutes is not None
        yield uow, meeting, minutes


def test_the_secretary_drafts_once(runtime: Runtime, held: Stage, minutes: MinutesId) -> None:
    with (
        runtime.unit_of_work(held.actor(Role.SECRETARY)) as uow,
        pytest.raises(MinutesExist),
    ):
        service.draft(uow, meetings.get(uow.session, held.meeting.id), html="<p>x</p>")
    assert changed(runtime, minutes).revision == 1


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.CHAIR, Role.TECHNICIAN, Role.AUDITOR])
def test_others_do_not_write_minutes(
    runtime: Runtime, held: Stage, minutes: MinutesId, role: Role
) -> None:
    with _at(runtime, held, held.actor(role)) as (uow, meeting, found), pytest.raises(MayNotRecord):
        service.save(uow, meeting, found, html="<p>y</p>", revision=1)


def test_nothing_is_drafted_before_the_meeting(runtime: Runtime, stage: Stage) -> None:
    with (
        runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow,
        pytest.raises(TooEarlyForMinutes),
    ):
        service.draft(uow, meetings.get(uow.session, stage.meeting.id), html="<p>x</p>")


def test_each_save_is_a_revision_and_the_same_text_is_none(
    runtime: Runtime, held: Stage, minutes: MinutesId, clock: SetClock
) -> None:
    for revision, html in enumerate(["<p>một</p>", "<p>một</p>", "<p>hai</p>"], start=1):
        with _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found):
            service.save(uow, meeting, found, html=html, revision=min(revision, 2))
        clock.go(seconds=2)
    now = changed(runtime, minutes)
    assert (now.revision, now.html) == (3, "<p>hai</p>")
    with runtime.read() as session:
        assert [save[0] for save in sorted(queries.saves_of(session, now))] == [1, 2, 3]


def test_a_stale_save_names_who_was_faster_and_writes_over_nothing(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    with _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found):
        service.save(uow, meeting, found, html="<p>của tôi</p>", revision=1)
    with (
        _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found),
        pytest.raises(StaleMinutes) as refused,
    ):
        service.save(uow, meeting, found, html="<p>khác</p>", revision=1)
    assert held.staff[Role.SECRETARY].name in str(refused.value)
    assert changed(runtime, minutes).html == "<p>của tôi</p>"


def test_an_earlier_revision_comes_back_as_a_new_one(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    with _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found):
        service.save(uow, meeting, found, html="<p>sai</p>", revision=1)
    with _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found):
        service.restore(uow, meeting, found, number=1, revision=2)
    now = changed(runtime, minutes)
    assert (now.revision, now.html) == (3, "<p>Dự thảo.</p>")


def test_numbers_have_no_gaps_within_office_and_year(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        more = [
            a_meeting(held.host, held.staff[Role.CHAIR], held.staff[Role.SECRETARY],
                      state=MeetingState.ENDED)
            for _ in range(3)
        ]  # fmt: skip
        uow.session.add_all(more)
    given = [_submit(runtime, held, held.meeting.id), _submit(runtime, held, held.meeting.id)]
    for meeting in more:
        with runtime.unit_of_work(held.actor(Role.SECRETARY)) as uow:
            service.draft(uow, meetings.get(uow.session, meeting.id), html="<p>x</p>")
        given.append(_submit(runtime, held, meeting.id))
    assert given == [f"{each}/BB-UBND" for each in ("01", "01", "02", "03", "04")]


def _submit(runtime: Runtime, stage: Stage, meeting_id: MeetingId) -> str:
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        found = queries.of_meeting(uow.session, meeting_id)
        assert found is not None
        return service.number(uow, meeting, found, revision=found.revision)


def test_empty_minutes_and_minutes_of_an_open_meeting_are_not_submitted(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    with _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found):
        meeting.state = MeetingState.LIVE
        with pytest.raises(MeetingStillOn):
            service.number(uow, meeting, found, revision=found.revision)
        meeting.state = MeetingState.ENDED
        found.html = "<p></p>"
        with pytest.raises(EmptyMinutes):
            service.number(uow, meeting, found, revision=found.revision)


def test_submitted_minutes_are_locked_until_returned(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    _submitted(runtime, held)
    with _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found):
        with pytest.raises(MinutesLocked):
            service.save(uow, meeting, found, html="<p>muộn</p>", revision=1)
        with pytest.raises(MayNotReturn):
            service.send_back(uow, meeting, found, reason="không phải chủ trì")
    with _at(runtime, held, held.actor(Role.CHAIR)) as (uow, meeting, found):
        service.send_back(uow, meeting, found, reason="Thiếu ý kiến xã Đồng Lạc")
    with _at(runtime, held, held.actor(Role.SECRETARY)) as (uow, meeting, found):
        service.save(uow, meeting, found, html="<p>đã bổ sung</p>", revision=1)
        assert found.returned_reason == "Thiếu ý kiến xã Đồng Lạc"


def _submitted(runtime: Runtime, stage: Stage) -> None:
    with _at(runtime, stage, stage.actor(Role.SECRETARY)) as (uow, meeting, found):
        service.number(uow, meeting, found, revision=found.revision)
        service.submit(uow, meeting, found, revision=found.revision, pdf_sha256=PDF)


def test_the_secretary_signs_first_then_the_chair_and_the_text_is_frozen(
    runtime: Runtime, held: Stage, minutes: MinutesId, clock: SetClock, heard: Heard
) -> None:
    _submitted(runtime, held)
    secretary, chair = held.actor(Role.SECRETARY), held.actor(Role.CHAIR)
    with pytest.raises(NotYourTurn):
        _sign(runtime, held, chair, PDF, SIGNED)
    _sign(runtime, held, secretary, PDF, SIGNED)
    clock.go(minutes=1)
    with pytest.raises(NotYourTurn):
        _sign(runtime, held, secretary, SIGNED, BOTH)
    with _at(runtime, held, secretary) as (uow, meeting, found), pytest.raises(MinutesFrozen):
        service.take_back(uow, meeting, found)
    with pytest.raises(PdfChanged):
        _sign(runtime, held, chair, PDF, BOTH)
    _sign(runtime, held, chair, SIGNED, BOTH)
    now = changed(runtime, minutes)
    assert (now.state, now.pdf_sha256) == (MinutesState.SIGNED, BOTH)
    ours = [name for name in heard.names() if name.startswith("minutes:")]
    assert ours[-2:] == ["minutes:signed", "minutes:completed"]


def test_the_chair_returns_minutes_with_one_signature_and_the_signed_pdf_stays_on_record(
    runtime: Runtime, held: Stage, minutes: MinutesId, heard: Heard
) -> None:
    _submitted(runtime, held)
    secretary, chair = held.actor(Role.SECRETARY), held.actor(Role.CHAIR)
    _sign(runtime, held, secretary, PDF, SIGNED)
    with _at(runtime, held, secretary) as (uow, meeting, found), pytest.raises(MayNotReturn):
        service.send_back(uow, meeting, found, reason="Sai số liệu")
    with _at(runtime, held, chair) as (uow, meeting, found):
        service.send_back(uow, meeting, found, reason="Sai số liệu")

    assert changed(runtime, minutes).state is MinutesState.DRAFT
    assert [name for name in heard.names() if name.startswith("minutes:")][-2:] == [
        "minutes:voided",
        "minutes:returned",
    ]
    with _at(runtime, held, chair) as (uow, meeting, found):
        assert queries.signatures_of(uow.session, found) == []
        (voided,) = queries.voided_of(uow.session, chair, meeting, found)
        assert (voided.pdf_sha256, voided.reason) == (SIGNED, "Sai số liệu")
        commune = held.actor_of(held.communes[0].leader)
        assert queries.voided_of(uow.session, commune, meeting, found) == []
    with pytest.raises(NotYourTurn):
        _sign(runtime, held, chair, SIGNED, BOTH)

    again = "d" * 64
    _submitted(runtime, held)
    _sign(runtime, held, secretary, PDF, again)
    _sign(runtime, held, chair, again, "e" * 64)
    with _at(runtime, held, chair) as (uow, meeting, found), pytest.raises(MinutesComplete):
        service.send_back(uow, meeting, found, reason="quá muộn")


def test_the_office_signs_last_and_closes_nothing_but_the_pdf(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    secretary, chair = held.actor(Role.SECRETARY), held.actor(Role.CHAIR)
    clerk = held.actor(Role.REGISTRY_CLERK)
    _submitted(runtime, held)
    once, twice, sealed = SIGNED, "d" * 64, "e" * 64
    for actor, before, after in ((secretary, PDF, once), (chair, once, twice)):
        with pytest.raises(NotYourTurn):
            _sign(runtime, held, clerk, before, sealed)
        _sign(runtime, held, actor, before, after)
    _sign(runtime, held, clerk, twice, sealed)
    found = changed(runtime, minutes)
    assert (found.state, found.pdf_sha256) == (MinutesState.SEALED, sealed)
    assert found.completed_at is not None
    with runtime.read() as session:
        line = registers.entry_of_minutes(session, minutes)
        assert line is not None and line.copies == len(held.communes)
        assert line.recipients.split(", ") == [each.unit.short_name for each in held.communes]


def test_an_office_that_signs_no_minutes_is_not_waited_for(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    secretary, chair = held.actor(Role.SECRETARY), held.actor(Role.CHAIR)
    clerk = held.actor(Role.REGISTRY_CLERK)
    _submitted(runtime, held)
    with _at(runtime, held, clerk) as (uow, meeting, found):
        with pytest.raises(NoSealToDecide):
            service.decide_seal(uow, meeting, found, awaits=False)
        service.set_practice(uow, seals=False)
    with runtime.unit_of_work(chair) as uow, pytest.raises(NotAllowed):
        service.set_practice(uow, seals=True)
    _sign(runtime, held, secretary, PDF, SIGNED)
    _sign(runtime, held, chair, SIGNED, BOTH)
    with pytest.raises(NotYourTurn):
        _sign(runtime, held, clerk, BOTH, "e" * 64)
    with runtime.read() as session:
        asked = select(OutgoingMessage).where(OutgoingMessage.key.contains(":seal:"))
        assert session.scalars(asked).all() == []
        assert list(waiting_papers.to_seal(session, clerk, runtime.clock())) == []

    with _at(runtime, held, clerk) as (uow, meeting, found):
        service.decide_seal(uow, meeting, found, awaits=True)  # this one after all
    with runtime.read() as session:
        assert len(list(waiting_papers.to_seal(session, clerk, runtime.clock()))) == 1
    with runtime.unit_of_work(clerk) as uow:
        service.set_practice(uow, seals=False)  # closes what waits
    assert not changed(runtime, minutes).awaits_seal
    with runtime.unit_of_work(clerk) as uow:
        service.set_practice(uow, seals=True)
    _sign(runtime, held, clerk, BOTH, "e" * 64)
    assert changed(runtime, minutes).state is MinutesState.SEALED


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.SYSTEM_ADMIN])
def test_nobody_else_signs(runtime: Runtime, held: Stage, minutes: MinutesId, role: Role) -> None:
    _submitted(runtime, held)
    with pytest.raises(MayNotSignMinutes):
        _sign(runtime, held, held.actor(role), PDF, SIGNED)


def _sign(runtime: Runtime, stage: Stage, actor: Actor, before: str, after: str) -> None:
    from hub.documents.models import SignatureKind, SigningKey

    with _at(runtime, stage, actor) as (uow, meeting, found):
        key = SigningKey(
            kind=SignatureKind.PERSON, person_id=actor.person_id, file=after, subject="x",
            issuer="x", serial=after[:8], fingerprint=after, not_before=uow.now,
            not_after=uow.now + timedelta(days=1), is_test=True,
        )  # fmt: skip
        uow.session.add(key)
        uow.session.flush()
        service.record_signature(
            uow, meeting, found, key_id=SigningKeyId(key.id), before_sha256=before,
            after_sha256=after, level="B-B",
        )  # fmt: skip


def test_drafts_are_for_the_office_and_signed_minutes_for_all_invited(
    runtime: Runtime, held: Stage, minutes: MinutesId
) -> None:
    commune = held.actor_of(held.communes[0].leader)
    stranger = held.other_actor(Role.SECRETARY)
    with runtime.read() as session:
        assert queries.find_to_see(session, commune, held.meeting.id)[1] is None
        assert queries.get_to_see(session, held.actor(Role.AUDITOR), held.meeting.id)
        with pytest.raises(HubError):
            queries.get_to_see(session, stranger, held.meeting.id)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.get_one(Minutes, minutes).state = MinutesState.SIGNED
    with runtime.read() as session:
        assert queries.get_to_see(session, commune, held.meeting.id)[1].id == minutes
        with pytest.raises(HubError):
            queries.get_to_see(session, stranger, held.meeting.id)


def test_the_facts_come_from_the_roll_the_agenda_and_the_floor(
    runtime: Runtime, held: Stage, clock: SetClock
) -> None:
    with runtime.read() as session:
        facts = queries.facts_of(session, meetings.get(session, held.meeting.id), clock())
    assert (facts.present, len(facts.sites)) == (3, 4)
    assert [(each.site, each.excused, each.reason) for each in facts.absences] == [
        ("Điểm cầu xã Mỹ Lung", True, "Bận họp ở tỉnh")
    ]
    assert [speech.site for speech in facts.speeches] == ["Điểm cầu xã Xuân Viên"]
    assert [item.title for item in facts.agenda][1] == "Thảo luận"
    assert facts.office.chair_title == "Phó Chủ tịch"
    assert facts.persons == 9
