"""The reader's day: its meetings on the ribbon, and what lies ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.core.clock import midnight, wall_date
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.dashboard import rules
from hub.dashboard.rules import Stretch
from hub.invitations.models import Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState

CALLED_OFF: Final = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """One meeting on the ribbon."""

    meeting: Meeting
    stretch: Stretch
    look: str
    sites: int


@dataclass(frozen=True)
class Day:
    """The meetings of a day and the column of the now-mark (None: outside the ribbon)."""

    slots: Sequence[Slot]
    now_at: int | None

    @property
    def live(self) -> int:
        """How many are being held."""
        return sum(slot.meeting.state is MeetingState.LIVE for slot in self.slots)


def day(session: Session, actor: Actor, now: datetime) -> Day:
    """Return the meetings of today that the actor may see, with host and chair."""
    starts_at = midnight(wall_date(now))
    found = [
        each
        for each in meetings.between(session, actor, starts_at, starts_at + A_DAY)
        if each.state not in CALLED_OFF
    ]
    counts = meetings.site_counts(session, [each.id for each in found])
    unanswered = _unanswered(session, actor, [each.id for each in found])
    slots = [
        Slot(
            each,
            rules.stretch(each, starts_at),
            rules.look_of(each, now, unanswered=each.id in unanswered),
            counts.get(each.id, 0),
        )
        for each in found
    ]
    return Day(slots, rules.quarter(now) if rules.is_in_office_hours(now) else None)


def next_meeting(session: Session, actor: Actor, now: datetime) -> Meeting | None:
    """Return the next meeting people were invited to and the actor may see, with host, chair."""
    return session.scalar(
        select(Meeting)
        .where(
            meetings.visible_to(actor),
            Meeting.state == MeetingState.INVITED,
            Meeting.ends_at > now,
        )
        .options(joinedload(Meeting.host), joinedload(Meeting.chair))
        .order_by(Meeting.starts_at)
        .limit(1)
    )


def _unanswered(session: Session, actor: Actor, found: list[MeetingId]) -> set[MeetingId]:
    asked = select(Invitation.meeting_id).where(
        Invitation.meeting_id.in_(found),
        Invitation.unit_id == actor.unit_id,
        Invitation.answer.is_(None),
    )
    return {MeetingId(each) for each in session.scalars(asked)}
