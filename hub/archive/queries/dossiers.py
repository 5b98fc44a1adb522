"""Dossiers, and whether a meeting is ready for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from hub.archive import rules
from hub.archive.errors import NoSealKey, NoSuchDossier
from hub.archive.models import Dossier
from hub.archive.rules.access import OVERSEERS, READERS
from hub.attendance import queries as attendance
from hub.core.clock import midnight
from hub.core.fold import words
from hub.core.ids import MeetingId, SigningKeyId
from hub.core.unit_of_work import Actor
from hub.documents.models import Document, DocumentState, SignatureKind, SigningKey
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import queries as minutes


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a dossier needs, and whether it is there."""

    name: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a dossier needs; `drafts` are documents that were never issued and stay outside."""

    checks: tuple[Check, ...]
    drafts: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing is missing."""
        return all(check.is_met for check in self.checks)


@dataclass(frozen=True, slots=True)
class Listed:
    """Which dossiers a list shows; empty values mean all."""

    query: str = ""
    year: int | None = None
    retention: str = ""


def readiness(session: Session, meeting: Meeting) -> Readiness:
    """Return what is there and what is missing."""
    drafts = session.scalars(
        select(Document.title)
        .where(
            Document.meeting_id == meeting.id,
            Document.state.not_in((DocumentState.ISSUED, DocumentState.RECALLED)),
        )
        .order_by(Document.position, Document.created_at)
    ).all()
    over = meeting.state in (MeetingState.ENDED, MeetingState.ARCHIVED)
    return Readiness(
        (
            Check("over", over),
            Check("roll", attendance.sheet_of(session, meeting.id) is not None),
            Check("minutes", minutes.completed_of(session, meeting.id) is not None),
        ),
        tuple(drafts),
    )


def get_meeting_to_keep(session: Session, actor: Actor, meeting_id: MeetingId) -> Meeting:
    """Return a meeting whose dossier the actor may open. Raises NoSuchMeeting, NoSuchDossier."""
    meeting = meetings.get_to_see(session, actor, meeting_id)
    if not rules.may_see_dossier(actor, meeting):
        raise NoSuchDossier
    return meeting


def find_dossier(session: Session, meeting_id: MeetingId) -> Dossier | None:
    """Return the dossier of a meeting, if it was sealed."""
    return session.scalar(select(Dossier).where(Dossier.meeting_id == meeting_id))


def get_dossier(session: Session, actor: Actor, meeting_id: MeetingId) -> Dossier:
    """Return a dossier the actor may open. Raises NoSuchMeeting, NoSuchDossier."""
    meeting = get_meeting_to_keep(session, actor, meeting_id)
    found = find_dossier(session, meeting.id)
    if found is None:
        raise NoSuchDossier
    return found


def listed(
    session: Session, actor: Actor, asked: Listed, *, offset: int = 0, most: int = 50
) -> tuple[Sequence[Dossier], int]:
    """Return dossiers the actor may open with meeting and host, newest first, and how many."""
    which = and_(visible_to(actor), *_filters(asked))
    total = session.scalar(
        select(func.count()).select_from(Dossier).join(Dossier.meeting).where(which)
    )
    rows = session.scalars(
        select(Dossier)
        .join(Dossier.meeting)
        .where(which)
        .options(contains_eager(Dossier.meeting).joinedload(Meeting.host))
        .order_by(Dossier.sealed_at.desc())
        .offset(offset)
        .limit(most)
    ).all()
    return rows, total or 0


def to_seal(session: Session, actor: Actor, *, most: int = 20) -> list[Meeting]:
    """Return the ended meetings that the actor may seal and that are not sealed yet."""
    asked = (
        select(Meeting)
        .where(visible_to(actor), Meeting.state == MeetingState.ENDED)
        .options(joinedload(Meeting.host))
        .order_by(Meeting.starts_at)
    )
    found = session.scalars(asked).all()
    return [meeting for meeting in found if rules.may_seal(actor, meeting)][:most]


def seal_keys(session: Session, meeting: Meeting, now: datetime) -> list[SigningKey]:
    """Return the keys of the host that can sign now, the one that ends last first."""
    asked = select(SigningKey).where(
        SigningKey.kind == SignatureKind.ORGANISATION,
        SigningKey.unit_id == meeting.host_unit_id,
        SigningKey.retired_at.is_(None),
        SigningKey.not_before <= now,
        SigningKey.not_after > now,
    )
    found = session.scalars(asked.order_by(SigningKey.not_after.desc()))
    return [each for each in found if each.is_here]


def seal_key(session: Session, meeting: Meeting, key_id: SigningKeyId, now: datetime) -> SigningKey:
    """Return one of those keys. Raises NoSealKey."""
    for key in seal_keys(session, meeting, now):
        if key.id == key_id:
            return key
    raise NoSealKey


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of `rules.may_see_dossier`, for the database."""
    if actor.has(*OVERSEERS):
        return true()
    named = or_(Meeting.chair_id == actor.person_id, Meeting.secretary_id == actor.person_id)
    if actor.has(*READERS):
        return or_(named, Meeting.host_unit_id == actor.unit_id)
    return named


def _filters(asked: Listed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        or_(
            Meeting.fold.contains(word, autoescape=True),
            func.lower(Dossier.code).contains(word, autoescape=True),
        )
        for word in words(asked.query)
    ]
    if asked.year is not None:
        first, after = (midnight(date(year, 1, 1)) for year in (asked.year, asked.year + 1))
        found += [Meeting.starts_at >= first, Meeting.starts_at < after]
    if asked.retention:
        found.append(Dossier.retention == asked.retention)
    return found
