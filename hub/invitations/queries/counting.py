"""How many were asked, and what they answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId
from hub.invitations.models import Answer, Invitation
from hub.invitations.rules import CHASE_AGAIN_AFTER
from hub.meetings.models import NO_GUEST, MeetingSite


@dataclass(frozen=True)
class Counts:
    """How many units were asked to a meeting and what they answered.

    `attending` are heads coming themselves, `deputies` units sending someone, `tentative` those
    not sure yet; `head_count` is the number of people expected at all member sites.
    """

    invited: int = 0
    attending: int = 0
    deputies: int = 0
    tentative: int = 0
    absent: int = 0
    waiting: int = 0
    head_count: int = 0

    @property
    def coming(self) -> int:
        """Sites at which somebody will be."""
        return self.attending + self.deputies

    @property
    def unsettled(self) -> int:
        """Units the host still waits to hear from: no answer, or not sure yet."""
        return self.waiting + self.tentative


def counts(session: Session, meeting_id: MeetingId) -> Counts:
    """Return how many were asked and what they answered, in one query."""
    return counts_of(session, [meeting_id]).get(meeting_id, Counts())


def counts_of(session: Session, meetings: Collection[MeetingId]) -> dict[MeetingId, Counts]:
    """Return the counts of several meetings in one query; one without invitations is absent.

    Units are counted, not guests.
    """

    def answered(answer: Answer) -> object:
        return func.sum(case((Invitation.answer == answer, 1), else_=0))

    rows = session.execute(
        select(
            Invitation.meeting_id,
            func.count(),
            answered(Answer.ATTENDING),
            answered(Answer.SENDING_DEPUTY),
            answered(Answer.TENTATIVE),
            answered(Answer.ABSENT),
            func.sum(case((Invitation.answer.is_(None), 1), else_=0)),
            func.coalesce(func.sum(Invitation.head_count), 0),
        )  # type: ignore[call-overload]
        .join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
        .where(Invitation.meeting_id.in_(meetings), Invitation.withdrawn_at.is_(None), NO_GUEST)
        .group_by(Invitation.meeting_id)
    )
    return {MeetingId(row[0]): Counts(*(int(each) for each in row[1:])) for row in rows}


def count_chaseable(session: Session, meeting_id: MeetingId, now: datetime) -> int:
    """Return how many units can be asked for their answer now: `rules.can_chase`."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Invitation)
            .where(
                Invitation.meeting_id == meeting_id,
                Invitation.withdrawn_at.is_(None),
                or_(Invitation.answer.is_(None), Invitation.answer == Answer.TENTATIVE),
                or_(
                    Invitation.chased_at.is_(None),
                    Invitation.chased_at <= now - CHASE_AGAIN_AFTER,
                ),
            )
        )
        or 0
    )


def has_withdrawn(session: Session, meeting_id: MeetingId) -> bool:
    """Tell whether an invitation of a unit to a meeting was withdrawn."""
    withdrawn = (
        select(Invitation.id)
        .join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
        .where(Invitation.meeting_id == meeting_id, Invitation.withdrawn_at.is_not(None), NO_GUEST)
    )
    return session.scalar(withdrawn.limit(1)) is not None
