"""Minutes as they are stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.ids import EntryId, MeetingId, SigningKeyId, UnitId
from hub.core.unit_of_work import Actor
from hub.documents.models import SignatureKind, SigningKey
from hub.documents.queries import keys
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import rules
from hub.minutes.errors import (
    KeyNotYours,
    NoSuchMinutes,
    NoSuchRevision,
    NoSuchVoidedMinutes,
)
from hub.minutes.models import (
    Minutes,
    MinutesPractice,
    MinutesRevision,
    MinutesSignature,
    SignerRole,
    VoidedMinutes,
)

#: Meetings of which minutes exist or are due.
HELD = (MeetingState.LIVE, MeetingState.ENDED, MeetingState.ARCHIVED)
MOST = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting that was held, its minutes if the actor may read them, and whose turn it is."""

    meeting: Meeting
    minutes: Minutes | None
    waits_for_actor: bool


def of_meeting(session: Session, meeting_id: MeetingId) -> Minutes | None:
    """Return the minutes of a meeting, whoever asks, or None."""
    return session.scalar(select(Minutes).where(Minutes.meeting_id == meeting_id))


def completed_of(session: Session, meeting_id: MeetingId) -> Minutes | None:
    """Return the minutes of a meeting when both have signed, else None."""
    found = of_meeting(session, meeting_id)
    return found if found is not None and found.completed_at is not None else None


def find_to_see(
    session: Session, actor: Actor, meeting_id: MeetingId
) -> tuple[Meeting, Minutes | None]:
    """Return a meeting and the minutes the actor may read of it. Raises NoSuchMeeting."""
    meeting = meetings.get_to_see(session, actor, meeting_id)
    minutes = of_meeting(session, meeting_id)
    if minutes is not None and not rules.may_see(actor, meeting, minutes):
        return meeting, None
    return meeting, minutes


def get_to_see(session: Session, actor: Actor, meeting_id: MeetingId) -> tuple[Meeting, Minutes]:
    """Return a meeting and its minutes. Raises NoSuchMeeting, NoSuchMinutes."""
    meeting, minutes = find_to_see(session, actor, meeting_id)
    if minutes is None:
        raise NoSuchMinutes
    return meeting, minutes


def to_list(session: Session, actor: Actor) -> list[Listed]:
    """Return the meetings held that the actor may see, newest first, with their minutes.

    One query for the rows and one for the sites; at most 300 meetings.
    """
    asked = (
        select(Meeting, Minutes)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(meetings.visible_to(actor), or_(Meeting.state.in_(HELD), Minutes.id.is_not(None)))
        .options(joinedload(Meeting.host), selectinload(Meeting.sites))
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(MOST)
    )
    return [
        _listed(actor, meeting, minutes)
        for meeting, minutes in session.execute(asked).unique().tuples()
    ]


def _listed(actor: Actor, meeting: Meeting, minutes: Minutes | None) -> Listed:
    if minutes is not None and not rules.may_see(actor, meeting, minutes):
        return Listed(meeting, None, waits_for_actor=False)
    if minutes is None:
        due = meeting.state is MeetingState.ENDED
        return Listed(meeting, None, due and actor.person_id == meeting.secretary_id)
    return Listed(meeting, minutes, rules.waits_for(actor, meeting, minutes))


def practice(session: Session, unit_id: UnitId) -> MinutesPractice | None:
    """Return what an office said about signing its minutes, or None."""
    return session.scalar(select(MinutesPractice).where(MinutesPractice.unit_id == unit_id))


def seals_minutes(session: Session, unit_id: UnitId) -> bool:
    """Tell whether an office signs its minutes."""
    known = practice(session, unit_id)
    return known is None or known.seals


def get_revision(session: Session, minutes: Minutes, number: int) -> MinutesRevision:
    """Return one revision with its text. Raises NoSuchRevision."""
    found = session.scalar(
        select(MinutesRevision).where(
            MinutesRevision.minutes_id == minutes.id, MinutesRevision.number == number
        )
    )
    if found is None:
        raise NoSuchRevision
    return found


def latest_save(session: Session, minutes: Minutes) -> tuple[datetime, str]:
    """Return when the text was saved last, and by whom."""
    newest = get_revision(session, minutes, minutes.revision)
    return newest.saved_at, newest.author_name


def saves_of(session: Session, minutes: Minutes) -> list[tuple[int, datetime, str, int | None]]:
    """Return number, moment, author and origin of every revision, without the texts."""
    asked = select(
        MinutesRevision.number,
        MinutesRevision.saved_at,
        MinutesRevision.author_name,
        MinutesRevision.restored_from,
    ).where(MinutesRevision.minutes_id == minutes.id)
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(asked)]


def signatures_of(session: Session, minutes: Minutes) -> list[MinutesSignature]:
    """Return the signatures in the order they were made."""
    asked = select(MinutesSignature).where(MinutesSignature.minutes_id == minutes.id)
    return list(session.scalars(asked.order_by(MinutesSignature.signed_at)))


def voided_of(
    session: Session, actor: Actor, meeting: Meeting, minutes: Minutes
) -> list[VoidedMinutes]:
    """Return the voided PDFs that the actor may know of, newest first."""
    if not rules.may_see_unsigned(actor, meeting):
        return []
    asked = select(VoidedMinutes).where(VoidedMinutes.minutes_id == minutes.id)
    return list(session.scalars(asked.order_by(VoidedMinutes.voided_at.desc())))


def get_voided(
    session: Session, actor: Actor, meeting: Meeting, minutes: Minutes, voided_id: EntryId
) -> VoidedMinutes:
    """Return one voided PDF of these minutes. Raises NoSuchVoidedMinutes."""
    for each in voided_of(session, actor, meeting, minutes):
        if each.id == voided_id:
            return each
    raise NoSuchVoidedMinutes


def kind_of(role: SignerRole) -> SignatureKind:
    """Return whose key signs in this role."""
    office = role is SignerRole.ORGANISATION
    return SignatureKind.ORGANISATION if office else SignatureKind.PERSON


def keys_of(session: Session, actor: Actor, role: SignerRole, now: datetime) -> list[SigningKey]:
    """Return the actor's keys for a role that sign in the hub now, the one that ends last first."""
    return keys.keys_to_sign(session, actor, kind_of(role), now)


def keys_expired(
    session: Session, actor: Actor, role: SignerRole, now: datetime
) -> list[SigningKey]:
    """Return the actor's keys for a role whose certificates have ended."""
    return keys.keys_expired(session, actor, kind_of(role), now)


def keys_anywhere(
    session: Session, actor: Actor, role: SignerRole, now: datetime
) -> list[SigningKey]:
    """Return the actor's keys for a role that sign now, here or on the actor's own machine."""
    return keys.keys_elsewhere(session, actor, kind_of(role), now)


def key_of(
    session: Session, actor: Actor, role: SignerRole, key_id: SigningKeyId, now: datetime
) -> SigningKey:
    """Return one of the actor's keys for a role that can sign now. Raises KeyNotYours."""
    for key in keys_of(session, actor, role, now):
        if key.id == key_id:
            return key
    raise KeyNotYours
