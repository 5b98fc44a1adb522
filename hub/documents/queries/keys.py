"""Keys that sign, and the signatures made with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import DocumentId, MeetingId, PersonId, SigningKeyId, UnitId
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.directory.models import Person, Post
from hub.documents.errors import NoSuchKey
from hub.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
    Reopening,
    Signature,
    SignatureKind,
    SigningKey,
    VersionOrigin,
)

#: Roles of the posts that sign documents or minutes.
SIGNING_ROLES: Final = (Role.CHAIR, Role.SECRETARY, Role.SITE_LEADER)


@dataclass(frozen=True)
class SignatureMade:
    """A signature that was made in the hub, and by whom."""

    field_name: str
    kind: SignatureKind
    person: str
    reason: str
    level: str
    signed_at: datetime
    p7s_sha256: str = ""


def registered(session: Session, units: Collection[UnitId] | None) -> list[SigningKey]:
    """Return the keys of these units and of people with a post in them; None means all.

    Holders are loaded; keys that were retired come last, those that end first come first.
    """
    asked = _with_holders()
    if units is not None:
        people = select(Post.person_id).where(Post.unit_id.in_(units), Post.valid_to.is_(None))
        asked = asked.where(or_(SigningKey.unit_id.in_(units), SigningKey.person_id.in_(people)))
    order = (SigningKey.retired_at.is_not(None), SigningKey.not_after, SigningKey.id)
    return list(session.scalars(asked.order_by(*order)))


def key(session: Session, key_id: SigningKeyId) -> SigningKey:
    """Return a key with its holder. Raises NoSuchKey."""
    found = session.scalar(_with_holders().where(SigningKey.id == key_id))
    if found is None:
        raise NoSuchKey
    return found


def keys_of(session: Session, actor: Actor) -> list[SigningKey]:
    """Return the keys the actor signs with: their own, and as registry clerk the office's."""
    own = SigningKey.person_id == actor.person_id
    if actor.has(Role.REGISTRY_CLERK):
        own = or_(own, SigningKey.unit_id == actor.unit_id)
    asked = _with_holders().where(own, SigningKey.retired_at.is_(None))
    return list(session.scalars(asked.order_by(SigningKey.not_after.desc(), SigningKey.id)))


def of_holder(session: Session, key: SigningKey) -> list[SigningKey]:
    """Return the keys of this key's person or unit that are not retired."""
    asked = select(SigningKey).where(
        SigningKey.kind == key.kind,
        SigningKey.person_id == key.person_id,
        SigningKey.unit_id == key.unit_id,
        SigningKey.retired_at.is_(None),
    )
    return list(session.scalars(asked.order_by(SigningKey.id)))


def key_to_picture(session: Session, actor: Actor, key_id: SigningKeyId) -> SigningKey:
    """Return a key whose picture the actor may see and change, with its holder.

    That is one they sign with, or as administrator manage. Raises NoSuchKey.
    """
    found = keys_of(session, actor)
    if actor.has(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN):
        found += registered(session, directory.managed_by(session, actor))
    for each in found:
        if each.id == key_id and each.retired_at is None:
            return each
    raise NoSuchKey


def keys_to_sign(
    session: Session, actor: Actor, kind: SignatureKind, now: datetime | None = None
) -> list[SigningKey]:
    """Return the actor's keys within the hub's reach for one kind of signature.

    The longest valid comes first; with `now` only those whose certificates are valid then.
    """
    return [each for each in keys_elsewhere(session, actor, kind, now) if each.is_here]


def keys_elsewhere(
    session: Session, actor: Actor, kind: SignatureKind, now: datetime | None = None
) -> list[SigningKey]:
    """Return the keys for one kind of signature that may sign on the actor's own machine.

    A key in a file may be there as well as here, so every registered certificate counts.
    Initials are given with a person's key.
    """
    held = SignatureKind.PERSON if kind is SignatureKind.INITIALS else kind
    return [
        each
        for each in keys_of(session, actor)
        if each.kind is held and (now is None or each.not_before <= now < each.not_after)
    ]


def keys_expired(
    session: Session, actor: Actor, kind: SignatureKind, now: datetime
) -> list[SigningKey]:
    """Return the actor's keys for one kind of signature whose certificates have ended."""
    return [each for each in keys_elsewhere(session, actor, kind) if each.not_after <= now]


def known_files(session: Session) -> set[str]:
    """Return the names of the key files that are registered."""
    return {name for name in session.scalars(select(SigningKey.file)) if name is not None}


def known_tokens(session: Session) -> set[str]:
    """Return the names of the keys in tokens that are registered."""
    return {name for name in session.scalars(select(SigningKey.token)) if name is not None}


def find_by_fingerprint(session: Session, fingerprint: str) -> SigningKey | None:
    """Return the key with this certificate, or None."""
    return session.scalar(select(SigningKey).where(SigningKey.fingerprint == fingerprint))


def signatures_of(session: Session, document_id: DocumentId) -> list[SignatureMade]:
    """Return the signatures made in the hub on the present text of a document, in order.

    Initials on a text that was replaced are not among them.
    """
    asked = (
        select(Signature, Person.name)
        .join(Person, Person.id == Signature.person_id)
        .join(DocumentVersion, DocumentVersion.id == Signature.version_id)
        .where(
            Signature.document_id == document_id,
            DocumentVersion.number >= _present_text(document_id),
        )
        .order_by(Signature.signed_at, Signature.id)
    )
    return [
        SignatureMade(
            each.field_name,
            each.kind,
            name,
            each.reason,
            each.level,
            each.signed_at,
            each.p7s_sha256,
        )
        for each, name in session.execute(asked)
    ]


def signers_of(session: Session, document_id: DocumentId) -> set[PersonId]:
    """Return who signed the present text of a document in the hub, initials aside."""
    asked = (
        select(Signature.person_id)
        .join(DocumentVersion, DocumentVersion.id == Signature.version_id)
        .where(
            Signature.document_id == document_id,
            Signature.kind != SignatureKind.INITIALS,
            DocumentVersion.number >= _present_text(document_id),
        )
    )
    return set(session.scalars(asked))


def reopenings_of(session: Session, document_id: DocumentId) -> Sequence[Reopening]:
    """Return when and why signed versions of a document were taken back, the last first."""
    asked = select(Reopening).where(Reopening.document_id == document_id)
    return session.scalars(asked.order_by(Reopening.reopened_at.desc())).all()


def signing_posts(session: Session, actor: Actor) -> list[Post]:
    """Return the posts that sign, in the units the actor manages, with person and unit."""
    managed = directory.managed_by(session, actor)
    posts = {
        post.id: post
        for role in SIGNING_ROLES
        for post in directory.posts_with_role(session, role)
        if managed is None or post.unit_id in managed
    }
    return sorted(posts.values(), key=lambda post: (post.unit.sort_key, post.person.sort_key))


def number_accompanied(session: Session, meeting_id: MeetingId) -> str:
    """Return number and notation of the meeting's letter, which its attachments bear, or ""."""
    asked = (
        select(Document.number, Document.notation)
        .where(
            Document.meeting_id == meeting_id,
            Document.type == DocumentType.INVITATION,
            Document.number != "",
        )
        .order_by(Document.created_at.desc())
    )
    found = session.execute(asked).first()
    return f"{found.number}/{found.notation}" if found else ""


def _present_text(document_id: DocumentId) -> ScalarSelect[int]:
    """Select the number of the newest version that no signature made."""
    return (
        select(func.max(DocumentVersion.number))
        .where(
            DocumentVersion.document_id == document_id,
            DocumentVersion.origin != VersionOrigin.SIGNATURE,
        )
        .scalar_subquery()
    )


def _with_holders() -> Select[SigningKey]:
    return select(SigningKey).options(joinedload(SigningKey.person), joinedload(SigningKey.unit))
