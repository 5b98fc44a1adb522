"""Many documents: of a meeting, and those that wait for the reader."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor, Role
from hub.documents.models import (
    Document,
    DocumentState,
    DocumentType,
    DocumentVersion,
    Receipt,
    SignatureKind,
    Verdict,
)
from hub.documents.queries.lookups import latest
from hub.documents.rules.access import ISSUING, OUTSIDE, PREPARING, READING_ALL
from hub.documents.rules.signing import DUE
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.meetings.rules.states import AFTER_INVITING


class Wanted(StrEnum):
    """What a list shows."""

    ALL = "all"
    TO_ACKNOWLEDGE = "to-acknowledge"
    TO_SIGN = "to-sign"
    TO_SEAL = "to-seal"
    TO_ISSUE = "to-issue"
    DRAFTS = "drafts"
    ISSUED = "issued"
    RECALLED = "recalled"


@dataclass(frozen=True)
class Listed:
    """Which documents a list shows; an empty value means all."""

    wanted: Wanted = Wanted.ALL
    words: str = ""
    type: DocumentType | None = None


@dataclass(frozen=True)
class Waiting:
    """How many documents wait for the actor."""

    to_acknowledge: int
    to_sign: int
    to_seal: int
    to_issue: int


def of_meeting(session: Session, actor: Actor, meeting_id: MeetingId) -> list[Document]:
    """Return the documents of a meeting that the actor may see, in their order.

    With versions, agenda item and meeting.
    """
    return list(
        session.scalars(
            select(Document)
            .join(Document.meeting)
            .where(Document.meeting_id == meeting_id, visible_to(actor))
            .options(
                selectinload(Document.versions).joinedload(DocumentVersion.rendition),
                joinedload(Document.agenda_item),
                joinedload(Document.meeting),
            )
            .order_by(Document.position, Document.created_at)
        )
    )


def listed(
    session: Session, actor: Actor, asked: Listed, *, offset: int = 0, most: int = 50
) -> tuple[Sequence[Document], int]:
    """Return documents the actor may see, newest first, and how many there are in all.

    With versions, agenda item and meeting.
    """
    which = and_(visible_to(actor), *_filters(actor, asked))
    total = session.scalar(
        select(func.count()).select_from(Document).join(Document.meeting).where(which)
    )
    rows = session.scalars(
        select(Document)
        .join(Document.meeting)
        .where(which)
        .options(
            selectinload(Document.versions).joinedload(DocumentVersion.rendition),
            joinedload(Document.agenda_item),
            joinedload(Document.meeting),
        )
        .order_by(Document.created_at.desc(), Document.id.desc())
        .offset(offset)
        .limit(most)
    ).all()
    return rows, total or 0


def worth_of(session: Session, documents: Collection[Document]) -> dict[str, str]:
    """Return what was last found out about the signatures of the present versions.

    By SHA-256; what was never checked is absent. Needs the versions loaded.
    """
    newest = [latest(each).sha256 for each in documents]
    rows = session.execute(
        select(Verdict.sha256, Verdict.state)
        .where(Verdict.sha256.in_(newest))
        .order_by(Verdict.checked_at)
    )
    return {row[0]: row[1] for row in rows}


def waiting(session: Session, actor: Actor) -> Waiting:
    """Return how many documents wait for the actor, by what is to be done."""

    def count(wanted: Wanted) -> int:
        which = and_(visible_to(actor), _wanted(actor, wanted))
        asked = select(func.count()).select_from(Document).join(Document.meeting).where(which)
        return session.scalar(asked) or 0

    return Waiting(
        count(Wanted.TO_ACKNOWLEDGE),
        count(Wanted.TO_SIGN),
        count(Wanted.TO_SEAL),
        count(Wanted.TO_ISSUE),
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of `rules.may_see`, for the database."""
    if actor.has(*READING_ALL):
        return true()
    return or_(
        _prepared_by(actor),
        and_(Document.state.in_(OUTSIDE), meetings.visible_to(actor), _gets_any(actor)),
    )


def _gets_any(actor: Actor) -> ColumnElement[bool]:
    if not actor.has(Role.GUEST):
        return true()
    without = select(MeetingSite.meeting_id).where(
        MeetingSite.unit_id == actor.unit_id, MeetingSite.gets_documents.is_(False)
    )
    return Document.meeting_id.not_in(without)


def _prepared_by(actor: Actor) -> ColumnElement[bool]:
    own = Meeting.host_unit_id == actor.unit_id if actor.has(*PREPARING) else false()
    return or_(own, Meeting.chair_id == actor.person_id, Meeting.secretary_id == actor.person_id)


def _filters(actor: Actor, asked: Listed) -> list[ColumnElement[bool]]:
    found = [_wanted(actor, asked.wanted)]
    found += [
        or_(
            Document.title.icontains(word, autoescape=True),
            Document.notation.icontains(word, autoescape=True),
            Meeting.title.icontains(word, autoescape=True),
        )
        for word in asked.words.split()[:10]
    ]
    if asked.type is not None:
        found.append(Document.type == asked.type)
    return found


def _wanted(actor: Actor, wanted: Wanted) -> ColumnElement[bool]:
    if wanted is Wanted.TO_ACKNOWLEDGE:
        return and_(Document.state == DocumentState.ISSUED, _not_acknowledged_by(actor))
    if wanted is Wanted.TO_SIGN:
        unsigned = and_(Document.state.in_(DUE[SignatureKind.PERSON]), Document.number != "")
        return and_(unsigned, Meeting.chair_id == actor.person_id)
    if wanted is Wanted.TO_SEAL:
        return and_(
            Document.state == DocumentState.PERSON_SIGNED,
            _of_own_office(actor, Role.REGISTRY_CLERK),
        )
    if wanted is Wanted.TO_ISSUE:
        material = and_(
            Document.state.in_(DUE[SignatureKind.PERSON]),
            Document.type == DocumentType.MATERIAL,
            or_(Meeting.invited_at.is_not(None), Meeting.state.in_(AFTER_INVITING)),
        )
        ready = or_(Document.state == DocumentState.SEALED, material)
        return and_(ready, _of_own_office(actor, *ISSUING))
    states = {
        Wanted.DRAFTS: (
            DocumentState.DRAFT, DocumentState.INITIALLED, DocumentState.PERSON_SIGNED,
            DocumentState.SEALED,
        ),
        Wanted.ISSUED: (DocumentState.ISSUED,),
        Wanted.RECALLED: (DocumentState.RECALLED,),
    }  # fmt: skip
    return Document.state.in_(states[wanted]) if wanted in states else true()


def _of_own_office(actor: Actor, *roles: Role) -> ColumnElement[bool]:
    return Meeting.host_unit_id == actor.unit_id if actor.has(*roles) else false()


def _not_acknowledged_by(actor: Actor) -> ColumnElement[bool]:
    newest = (
        select(func.max(DocumentVersion.number))
        .where(DocumentVersion.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )
    return exists(
        select(Receipt.id)
        .join(DocumentVersion, DocumentVersion.id == Receipt.version_id)
        .where(
            Receipt.document_id == Document.id,
            Receipt.person_id == actor.person_id,
            Receipt.acknowledged_at.is_(None),
            DocumentVersion.number == newest,
        )
    )
