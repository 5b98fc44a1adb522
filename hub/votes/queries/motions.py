"""Looking motions up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MotionId
from hub.votes.errors import NoSuchMotion
from hub.votes.models import Motion, MotionState


def get(session: Session, meeting_id: MeetingId, motion_id: MotionId) -> Motion:
    """Return a motion of this meeting. Raises NoSuchMotion."""
    found = session.get(Motion, motion_id)
    if found is None or found.meeting_id != meeting_id:
        raise NoSuchMotion
    return found


def get_locked(session: Session, meeting_id: MeetingId, motion_id: MotionId) -> Motion:
    """Return a motion as it is now and keep it so until the end of the unit of work.

    Without the lock a ballot could be accepted while another process counts without it.
    Raises NoSuchMotion.
    """
    found = session.scalar(
        select(Motion)
        .where(Motion.id == motion_id, Motion.meeting_id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchMotion
    return found


def of_meeting(session: Session, meeting_id: MeetingId) -> Sequence[Motion]:
    """Return the motions of a meeting in their order."""
    return session.scalars(
        select(Motion).where(Motion.meeting_id == meeting_id).order_by(Motion.number)
    ).all()


def counted_of(session: Session, meeting_id: MeetingId) -> Sequence[Motion]:
    """Return the motions of a meeting whose ballots were counted, in their order."""
    return session.scalars(
        select(Motion)
        .where(Motion.meeting_id == meeting_id, Motion.state == MotionState.CLOSED)
        .order_by(Motion.number)
    ).all()


def find_open(session: Session, meeting_id: MeetingId) -> Motion | None:
    """Return the motion that is put to the vote now."""
    return session.scalar(
        select(Motion).where(Motion.meeting_id == meeting_id, Motion.state == MotionState.OPEN)
    )


def due(session: Session, now: datetime) -> Sequence[Motion]:
    """Return the motions whose time has run out and whose ballots wait to be counted."""
    return session.scalars(
        select(Motion).where(Motion.state == MotionState.OPEN, Motion.closes_at <= now)
    ).all()


def is_key_needed(session: Session, public_key: bytes) -> bool:
    """Tell whether an open vote has this key."""
    asked = select(Motion.id).where(
        Motion.state == MotionState.OPEN, Motion.public_key == public_key
    )
    return session.scalar(asked) is not None


def next_number(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the next motion of a meeting."""
    highest = session.scalar(select(func.max(Motion.number)).where(Motion.meeting_id == meeting_id))
    return (highest or 0) + 1
