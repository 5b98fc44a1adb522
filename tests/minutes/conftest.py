"""A meeting that was held: two sites came, one was excused, one spoke."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from hub.attendance.models import RollEntry, RollSource, RollStatus
from hub.core.ids import EntryId, FloorRequestId, MinutesId, RollEntryId, SigningKeyId, new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.documents.models import SignatureKind, SigningKey
from hub.gateways.signing import testpki
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.gateways.signing.holders import facts_of
from hub.gateways.signing.testpki import Holder, TestPki
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import service
from hub.minutes.models import Minutes
from hub.rooms.models import FloorRequest
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock


@pytest.fixture
def held(runtime: Runtime, stage: Stage, clock: SetClock) -> Stage:
    """The meeting is over."""
    clock.now = MONDAY + timedelta(hours=3)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = uow.session.get_one(Meeting, stage.meeting.id)
        meeting.state = MeetingState.ENDED
        meeting.invited_at = MONDAY - timedelta(days=5)
        meeting.opened_at = MONDAY + timedelta(minutes=2)
        meeting.closed_at = MONDAY + timedelta(minutes=125)
        statuses = [RollStatus.ONLINE, RollStatus.ONLINE, RollStatus.EXCUSED]
        for commune, status in zip(stage.communes, statuses, strict=True):
            uow.session.add(_entry(stage, commune.meeting_site.id, status))
        uow.session.add(_entry(stage, stage.main_meeting_site.id, RollStatus.ONSITE))
        uow.session.add(
            FloorRequest(
                id=FloorRequestId(new_id()),
                meeting_id=meeting.id,
                meeting_site_id=stage.communes[0].meeting_site.id,
                number=1,
                raised_at=MONDAY + timedelta(minutes=30),
                granted_at=MONDAY + timedelta(minutes=31),
                ended_at=MONDAY + timedelta(minutes=36),
            )
        )
    return stage


def _entry(stage: Stage, meeting_site_id: object, status: RollStatus) -> RollEntry:
    return RollEntry(
        id=RollEntryId(new_id()),
        meeting_id=stage.meeting.id,
        meeting_site_id=meeting_site_id,
        status=status,
        source=RollSource.SECRETARY,
        head_count=3,
        note="Bận họp ở tỉnh" if status is RollStatus.EXCUSED else "",
        called_at=MONDAY + timedelta(minutes=10),
    )


@pytest.fixture
def minutes(runtime: Runtime, held: Stage) -> MinutesId:
    with runtime.unit_of_work(held.actor(Role.SECRETARY)) as uow:
        meeting = uow.session.get_one(Meeting, held.meeting.id)
        return service.draft(uow, meeting, html="<p>Dự thảo.</p>").id


@pytest.fixture
def secretary(client_of: Callable[[Person], FlaskClient], held: Stage) -> FlaskClient:
    return client_of(held.staff[Role.SECRETARY])


@pytest.fixture
def chair(client_of: Callable[[Person], FlaskClient], held: Stage) -> FlaskClient:
    return client_of(held.staff[Role.CHAIR])


@pytest.fixture(scope="session")
def pki() -> TestPki:
    return testpki.create(MONDAY)


@pytest.fixture
def give_key(
    runtime: Runtime, settings: Settings, pki: TestPki
) -> Callable[[Person], tuple[SigningKeyId, str]]:
    """Register a key of a person; return its id and PIN."""
    testpki.write_trust(pki, settings.trust)

    def give(person: Person) -> tuple[SigningKeyId, str]:
        return register(runtime, settings, pki.issue(Holder(person.name, "UBND huyện Yên Lập")),
                        person=person)  # fmt: skip

    return give


def register(
    runtime: Runtime,
    settings: Settings,
    key: KeyFile,
    *,
    person: Person | None = None,
    unit_id: object = None,
) -> tuple[SigningKeyId, str]:
    facts = facts_of(key)
    settings.keys.mkdir(parents=True, exist_ok=True)
    (settings.keys / f"{facts.serial}.p12").write_bytes(key.pkcs12)
    key_id = SigningKeyId(new_id())
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(
            SigningKey(
                id=key_id,
                kind=SignatureKind.PERSON if person else SignatureKind.ORGANISATION,
                person_id=person.id if person else None,
                unit_id=unit_id,
                file=f"{facts.serial}.p12",
                subject=facts.name,
                issuer=facts.issuer,
                serial=facts.serial,
                fingerprint=facts.fingerprint,
                not_before=facts.valid_from,
                not_after=facts.valid_until,
                is_test=True,
            )
        )
    return key_id, key.pin


def changed(runtime: Runtime, minutes_id: MinutesId) -> Minutes:
    with runtime.read() as session:
        return session.get_one(Minutes, minutes_id)


__all__ = ["EntryId", "changed", "register"]
