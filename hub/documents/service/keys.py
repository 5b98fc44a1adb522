"""The register of keys. The files stay in the keys folder, the PINs with their holders."""

from dataclasses import dataclass
from datetime import datetime

from hub.core.ids import PersonId, SigningKeyId, UnitId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import events
from hub.documents.errors import KeyKnown, KeyOfNobody
from hub.documents.models import SignatureKind, SigningKey
from hub.documents.queries import keys


@dataclass(frozen=True)
class KeyRecord:
    """What a key's certificate says, and where the key is. Moments are aware UTC.

    `file` is a bare name; `token` a URI of RFC 7512; without both the key is its holder's.
    """

    subject: str
    issuer: str
    serial: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    is_test: bool
    file: str | None = None
    token: str | None = None


def register_of_person(
    uow: UnitOfWork, record: KeyRecord, person_id: PersonId | None
) -> SigningKey:
    """Make a key file a person's key. Raises KeyKnown, KeyOfNobody."""
    if person_id is None:
        raise KeyOfNobody
    return _register(uow, record, SignatureKind.PERSON, person_id, None)


def register_of_unit(uow: UnitOfWork, record: KeyRecord, unit_id: UnitId) -> SigningKey:
    """Make a key file the key of an office. Raises KeyKnown."""
    return _register(uow, record, SignatureKind.ORGANISATION, None, unit_id)


def retire(uow: UnitOfWork, key: SigningKey) -> None:
    """Let a key sign no more; what it has signed stays signed."""
    if key.retired_at is None:
        key.retired_at = uow.now
        uow.emit(events.KeyRetired(key.id))


def set_picture(uow: UnitOfWork, key: SigningKey, sha256: str) -> None:
    """Give the holder's signature (or seal) this stored picture: it goes with all their keys."""
    changed = [each for each in keys.of_holder(uow.session, key) if each.image_sha256 != sha256]
    for each in changed:
        each.image_sha256 = sha256
    if changed:
        uow.emit(events.SignaturePictureSet(key.person_id, key.unit_id, sha256))


def remove_picture(uow: UnitOfWork, key: SigningKey) -> None:
    """Let the hub draw the holder's signature (or seal) again; what was signed stays as it is."""
    before = key.image_sha256
    for each in keys.of_holder(uow.session, key):
        each.image_sha256 = ""
    if before:
        uow.emit(events.SignaturePictureRemoved(key.person_id, key.unit_id, before))


def _register(
    uow: UnitOfWork,
    record: KeyRecord,
    kind: SignatureKind,
    person_id: PersonId | None,
    unit_id: UnitId | None,
) -> SigningKey:
    known = keys.find_by_fingerprint(uow.session, record.fingerprint)
    files, tokens = keys.known_files(uow.session), keys.known_tokens(uow.session)
    if known is not None or record.file in files or record.token in tokens:
        raise KeyKnown
    key = SigningKey(
        id=SigningKeyId(new_id()),
        kind=kind,
        person_id=person_id,
        unit_id=unit_id,
        file=record.file,
        token=record.token,
        subject=record.subject[:300],
        issuer=record.issuer[:300],
        serial=record.serial[:80],
        fingerprint=record.fingerprint,
        not_before=record.not_before,
        not_after=record.not_after,
        is_test=record.is_test,
    )
    key.image_sha256 = next(
        (each.image_sha256 for each in keys.of_holder(uow.session, key) if each.image_sha256), ""
    )
    uow.session.add(key)
    uow.emit(events.KeyRegistered(key.id, person_id, unit_id, record.fingerprint))
    return key
