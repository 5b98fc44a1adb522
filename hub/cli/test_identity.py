"""Test keys for a hub that is being tried: authority, people, offices, timestamp server."""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hub.core.fold import fold
from hub.core.ids import PersonId, UnitId
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.directory import queries as directory
from hub.directory.models import Person, Unit
from hub.documents.service import keys as register
from hub.gateways.signing import testpki
from hub.gateways.signing.contract import SigningKey
from hub.gateways.signing.holders import facts_of


def make_test_identity(
    runtime: Runtime,
    settings: Settings,
    people: Sequence[Person],
    units: Sequence[Unit],
    *,
    since: datetime | None = None,
) -> dict[PersonId | UnitId, str]:
    """Make and register a test key for each person and unit; return their PINs by holder.

    Writes key files and the timestamp server's key into the keys folder, the test authority
    and its revocation lists into the trust folder. Every certificate says that it is a test.
    The keys can sign from a day before `since` on, which is now unless it is given.
    """
    number = testpki.next_number(settings.trust)
    pki = testpki.create(since or runtime.clock(), number=number)
    testpki.write_trust(pki, settings.trust)
    testpki.write_tsa(pki.issue_tsa(), settings.keys)
    holders = _holders_of(runtime, people)
    pins: dict[PersonId | UnitId, str] = {}
    with runtime.unit_of_work(SYSTEM) as uow:
        for person in people:
            key = pki.issue(holders[person.id])
            record = _record(key, _keep(settings.keys, person.name, person.id, key))
            register.register_of_person(uow, record, person.id)
            pins[person.id] = key.pin
        for unit in units:
            key = pki.issue(testpki.Holder(unit.name, unit.name))
            record = _record(key, _keep(settings.keys, unit.short_name, unit.id, key))
            register.register_of_unit(uow, record, unit.id)
            pins[unit.id] = key.pin
    return pins


def _holders_of(runtime: Runtime, people: Sequence[Person]) -> dict[PersonId, testpki.Holder]:
    holders = {}
    with runtime.read() as session:
        for person in people:
            posts = directory.posts_of(session, person.id)
            unit, title = (posts[0].unit.name, posts[0].title) if posts else ("", "")
            uid = f"TEST:{str(person.id)[-12:]}"
            holders[person.id] = testpki.Holder(person.name, unit or "Điểm Cầu", title, uid)
    return holders


def _keep(folder: Path, name: str, holder: PersonId | UnitId, key: SigningKey) -> str:
    """Write the key file, readable by the hub only; return its name. Earlier keys stay."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    folder.mkdir(parents=True, exist_ok=True)
    earlier = len(list(folder.glob(f"{plain}-{str(holder)[-6:]}*.p12")))
    file = f"{plain}-{str(holder)[-6:]}{f'-{earlier + 1}' if earlier else ''}.p12"
    handle = os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(key.pkcs12)
    return file


def _record(key: SigningKey, file: str) -> register.KeyRecord:
    facts = facts_of(key)
    return register.KeyRecord(
        file=file,
        subject=facts.name,
        issuer=facts.issuer,
        serial=facts.serial,
        fingerprint=facts.fingerprint,
        not_before=facts.valid_from,
        not_after=facts.valid_until,
        is_test=facts.is_test,
    )
