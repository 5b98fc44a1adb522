"""The reader's day: its meetings on the ribbon, and what lies ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.clock import midnight, wall_date
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.dashboard import rules
from hub.dashboard.queries.live import Tile
from hub.dashboard.rules import Stretch
from hub.invitations import queries as invitations
from hub.invitations.models import Answer, Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState

CALLED_OFF: Final = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})
A_DAY: Final = timedelta(days=1)
MOST_TO_COME: Final = 4
#: How an answer is drawn before the meeting; None is no answer yet.
DRAWN: Final = {
    Answer.ATTENDING: "coming",
    Answer.SENDING_DEPUTY: "deputy",
    Answer.TENTATIVE: "unsure",
    Answer.ABSENT: "absent",
    None: "waiting",
}


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
    first_hour: int

    @property
    def hours(self) -> range:
        """The hours the ribbon shows."""
        return range(self.first_hour, self.first_hour + rules.HOURS)

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
    first = rules.first_hour(found, starts_at)
    counts = meetings.site_counts(session, [each.id for each in found])
    unanswered = _unanswered(session, actor, [each.id for each in found])
    slots = [
        Slot(
            each,
            rules.stretch(each, starts_at, first),
            rules.look_of(each, now, unanswered=each.id in unanswered),
            counts.get(each.id, 0),
        )
        for each in found
    ]
    now_at = rules.quarter(now, starts_at, first) if rules.is_shown(now, first) else None
    return Day(slots, now_at, first)


def to_come(session: Session, actor: Actor, now: datetime) -> Sequence[Meeting]:
    """Return the next meetings people were invited to and the actor may see.

    Soonest first, with host, chair and agenda.
    """
    return session.scalars(
        select(Meeting)
        .where(
            meetings.visible_to(actor),
            Meeting.state == MeetingState.INVITED,
            Meeting.ends_at > now,
        )
        .options(joinedload(Meeting.host), joinedload(Meeting.chair), selectinload(Meeting.agenda))
        .order_by(Meeting.starts_at)
        .limit(MOST_TO_COME)
    ).all()


def answers(session: Session, meeting_id: MeetingId) -> list[Tile]:
    """Return a tile per member site with what its unit answered, in place order."""
    return [
        Tile(
            invitation.unit.place or invitation.unit.short_name,
            DRAWN[invitation.answer],
            _people(invitation),
        )
        for invitation in invitations.of_meeting(session, meeting_id)
        if invitation.meeting_site.is_member
    ]


def own_answer(session: Session, actor: Actor, meeting_id: MeetingId) -> Invitation | None:
    """Return the invitation of the actor's unit, with unit, site and delegates."""
    return invitations.of_unit(session, meeting_id, actor.unit_id)


def _people(invitation: Invitation) -> str:
    if invitation.answer is Answer.ABSENT or not invitation.head_count:
        return ""
    return _("%(number)s people", number=invitation.head_count)


def _unanswered(session: Session, actor: Actor, found: list[MeetingId]) -> set[MeetingId]:
    asked = select(Invitation.meeting_id).where(
        Invitation.meeting_id.in_(found),
        Invitation.unit_id == actor.unit_id,
        Invitation.answer.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    return {MeetingId(each) for each in session.scalars(asked)}
