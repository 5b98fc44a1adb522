"""Reading where lists come from, and the register."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from hub.archive.models import Dossier
from hub.attendance.models import AttendanceSheet
from hub.certificates.errors import NoSuchCertificate
from hub.certificates.models import Certificate, CrlSource
from hub.core.ids import EntryId, UnitId
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.directory.models import Post
from hub.documents.models import (
    DistributionCertificate,
    Document,
    DocumentState,
    DocumentVersion,
    Receipt,
    Signature,
    SignatureKind,
    SigningKey,
    Verdict,
    VersionOrigin,
)
from hub.meetings.models import Meeting
from hub.minutes.models import Minutes, MinutesSignature
from hub.opinions.models import Consultation, Opinion, Respondent

#: After a failure an address is asked again this much later.
PATIENCE: Final = timedelta(minutes=10)
#: Verdicts on files whose signatures were found and are not wrong.
SIGNED: Final = ("ok", "undetermined", "concern")


class SignedKind(StrEnum):
    """What a certificate signs in the hub, in the order in which it is told."""

    DOCUMENT = "document"
    DISTRIBUTION = "distribution"
    MINUTES = "minutes"
    SHEET = "sheet"
    OPINION = "opinion"
    DOSSIER = "dossier"


def sources(session: Session) -> dict[str, CrlSource]:
    """Return what is known of every address that was ever asked, by address."""
    return {each.address: each for each in session.scalars(select(CrlSource))}


def due(
    session: Session, addresses: Collection[str], now: datetime, max_age: timedelta
) -> list[str]:
    """Return which of these addresses are to be asked now."""
    known = sources(session)
    return [each for each in addresses if _is_due(known.get(each), now, max_age)]


def _is_due(source: CrlSource | None, now: datetime, max_age: timedelta) -> bool:
    if source is None:
        return True
    if source.failure:
        return now - source.tried_at >= PATIENCE
    return source.fetched_at is None or now - source.fetched_at >= max_age


def registered(session: Session, actor: Actor) -> list[Certificate]:
    """Return the certificates the actor may see, those that end first come first."""
    return list(session.scalars(_seen(session, actor).order_by(Certificate.not_after)))


def certificate(session: Session, actor: Actor, certificate_id: EntryId) -> Certificate:
    """Return a certificate the actor may see. Raises NoSuchCertificate."""
    asked = _seen(session, actor).where(Certificate.id == certificate_id)
    found = session.scalar(asked)
    if found is None:
        raise NoSuchCertificate
    return found


def find(session: Session, certificate_id: EntryId) -> Certificate | None:
    """Return a certificate with its holder, or None when it was taken out of the register."""
    return session.scalar(_with_holders().where(Certificate.id == certificate_id))


def known_fingerprints(session: Session) -> set[str]:
    """Return the fingerprints of every certificate in the register."""
    return set(session.scalars(select(Certificate.fingerprint)))


def everything(session: Session) -> list[Certificate]:
    """Return the whole register with holders."""
    return list(session.scalars(_with_holders()))


def signed_with(session: Session, fingerprint: str) -> dict[UnitId, dict[SignedKind, int]]:
    """Return how many papers of each kind that bear a signature with this certificate units have.

    Documents: those a unit issued, and those that came to it from the hub; recalled ones are not
    counted. An opinion: the unit that gave it and the one that asked. What else a meeting leaves
    behind: its host. Sheets that were replaced by a correction and opinions that were changed
    stay on record, and count.
    """
    key = select(SigningKey.id).where(SigningKey.fingerprint == fingerprint)
    documents = (
        select(Document.id)
        .join(Signature, Signature.document_id == Document.id)
        .where(Signature.key_id.in_(key), Document.state == DocumentState.ISSUED)
    )
    opinions = select(Opinion.id).where(Opinion.key_id.in_(key))
    asked: list[tuple[SignedKind, Select[UnitId, Any]]] = [
        (
            SignedKind.DOCUMENT,
            select(Document.owner_unit_id, Document.id).where(Document.id.in_(documents)),
        ),
        (
            SignedKind.DOCUMENT,
            select(Receipt.unit_id, Receipt.document_id).where(Receipt.document_id.in_(documents)),
        ),
        (
            SignedKind.DISTRIBUTION,
            select(Document.owner_unit_id, DistributionCertificate.id)
            .join(Document, Document.id == DistributionCertificate.document_id)
            .where(DistributionCertificate.key_id.in_(key)),
        ),
        (
            SignedKind.MINUTES,
            select(Meeting.host_unit_id, Minutes.id)
            .join(Minutes, Minutes.meeting_id == Meeting.id)
            .join(MinutesSignature, MinutesSignature.minutes_id == Minutes.id)
            .where(MinutesSignature.key_id.in_(key)),
        ),
        (
            SignedKind.SHEET,
            select(Meeting.host_unit_id, AttendanceSheet.id)
            .join(AttendanceSheet, AttendanceSheet.meeting_id == Meeting.id)
            .where(AttendanceSheet.key_id.in_(key)),
        ),
        (
            SignedKind.OPINION,
            select(Respondent.unit_id, Opinion.id)
            .join(Respondent, Respondent.id == Opinion.respondent_id)
            .where(Opinion.id.in_(opinions)),
        ),
        (
            SignedKind.OPINION,
            select(Consultation.unit_id, Opinion.id)
            .join(Respondent, Respondent.consultation_id == Consultation.id)
            .join(Opinion, Opinion.respondent_id == Respondent.id)
            .where(Opinion.id.in_(opinions)),
        ),
        (
            SignedKind.DOSSIER,
            select(Meeting.host_unit_id, Dossier.id)
            .join(Dossier, Dossier.meeting_id == Meeting.id)
            .where(Dossier.sealed_with == fingerprint),
        ),
    ]
    held: dict[UnitId, dict[SignedKind, set[UUID]]] = {}
    for kind, question in asked:
        for unit_id, paper_id in session.execute(question):
            held.setdefault(unit_id, {}).setdefault(kind, set()).add(paper_id)
    return {
        unit_id: {kind: len(found[kind]) for kind in SignedKind if kind in found}
        for unit_id, found in held.items()
    }


def signing_keys(session: Session) -> list[SigningKey]:
    """Return the keys that sign in the hub, with holders; their certificates end too."""
    asked = select(SigningKey).options(joinedload(SigningKey.person), joinedload(SigningKey.unit))
    return list(session.scalars(asked.where(SigningKey.retired_at.is_(None))))


def issued_with_signatures(
    session: Session, since: datetime, until: datetime, units: Collection[UnitId] | None
) -> list[tuple[UnitId, datetime, bool]]:
    """Return (unit, issued at, bears a signature) of documents issued in a time.

    A signature made in the hub, initials aside, or one that was in the file when it came and was
    found to be there. `units` None means those of all units.
    """
    made = (
        select(Signature.id)
        .where(Signature.document_id == Document.id, Signature.kind != SignatureKind.INITIALS)
        .exists()
    )
    came = (
        select(Verdict.id)
        .join(DocumentVersion, DocumentVersion.sha256 == Verdict.sha256)
        .where(
            DocumentVersion.document_id == Document.id,
            DocumentVersion.origin == VersionOrigin.UPLOAD,
            Verdict.state.in_(SIGNED),
        )
        .exists()
    )
    signed = or_(made, came)
    asked = select(Document.owner_unit_id, Document.issued_at, signed).where(
        Document.issued_at >= since, Document.issued_at < until
    )
    if units is not None:
        asked = asked.where(Document.owner_unit_id.in_(units))
    return [
        (unit_id, issued_at, is_signed)
        for unit_id, issued_at, is_signed in session.execute(asked)
        if issued_at is not None
    ]


def units_seen(session: Session, actor: Actor) -> frozenset[UnitId] | None:
    """Return the units whose certificates the actor sees; None means all of them."""
    seen = directory.seen_by(session, actor)
    if seen is not None and actor.has(Role.REGISTRY_CLERK):
        return seen | {actor.unit_id}
    return seen


def _seen(session: Session, actor: Actor) -> Select[Certificate]:
    units = units_seen(session, actor)
    asked = _with_holders()
    if units is None:
        return asked
    posts = select(Post.id).where(Post.unit_id.in_(units))
    return asked.where(
        or_(
            Certificate.unit_id.in_(units),
            Certificate.post_id.in_(posts),
            Certificate.added_by_id == actor.person_id,
        )
    )


def _with_holders() -> Select[Certificate]:
    return select(Certificate).options(
        joinedload(Certificate.unit),
        joinedload(Certificate.post).joinedload(Post.person),
        joinedload(Certificate.post).joinedload(Post.unit),
    )
