"""What is still to be summed up of meetings that closed, slice by slice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import Meeting, MeetingSite
from hub.quality.models import PendingSums
from hub.quality.queries.measures import Measures
from hub.quality.queries.report import measured_at


@dataclass(frozen=True, slots=True)
class SumsSlice:
    """What some lines of a meeting add up to: those of the sites behind `after`, by their ids.

    `last` is the last of these sites; None when none was left, and the meeting is done.
    """

    meeting_id: MeetingId
    after: MeetingSiteId | None
    last: MeetingSiteId | None
    found: dict[MeetingSiteId, Measures]


def next_slice(session: Session, now: datetime, *, most: int) -> SumsSlice | None:
    """Add up the next few lines of the meeting that waits longest; None when none waits.

    Reads the samples of at most so many sites, outside of every transaction that writes.
    """
    pending = session.scalar(select(PendingSums).order_by(PendingSums.since).limit(1))
    if pending is None:
        return None
    meeting = session.get_one(Meeting, pending.meeting_id)
    after = pending.summed_to
    sites = _sites_behind(session, meeting.id, after, most)
    found = dict(measured_at(session, meeting, sites, now)) if sites else {}
    return SumsSlice(meeting.id, after, sites[-1] if sites else None, found)


def being_summed(session: Session, actor: Actor, start: datetime, end: datetime) -> list[str]:
    """Return the titles of meetings of a period whose lines are still being summed up.

    Of those that the actor may report on, which began from `start` until before `end`.
    """
    wanted = (
        select(Meeting.title)
        .join(PendingSums, PendingSums.meeting_id == Meeting.id)
        .where(Meeting.starts_at >= start, Meeting.starts_at < end)
        .order_by(Meeting.starts_at)
    )
    if not actor.has(Role.AUDITOR, Role.SYSTEM_ADMIN):
        own_sites = select(MeetingSite.meeting_id).where(MeetingSite.unit_id == actor.unit_id)
        wanted = wanted.where(or_(Meeting.host_unit_id == actor.unit_id, Meeting.id.in_(own_sites)))
    return list(session.scalars(wanted))


def _sites_behind(
    session: Session, meeting_id: MeetingId, after: MeetingSiteId | None, most: int
) -> Sequence[MeetingSiteId]:
    wanted = select(MeetingSite.id).where(MeetingSite.meeting_id == meeting_id)
    if after is not None:
        wanted = wanted.where(MeetingSite.id > after)
    return session.scalars(wanted.order_by(MeetingSite.id).limit(most)).all()
