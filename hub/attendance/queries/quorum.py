"""Who is there at this moment, the quorum they make, and the calls of the roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.models import QuorumCheck, RollCall, RollEntry, RollStatus
from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.queries.summary import summary_anew
from hub.core.ids import MeetingId, MeetingSiteId
from hub.invitations.models import Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting

THERE: Final = frozenset({RollStatus.ONSITE, RollStatus.ONLINE})


@dataclass(frozen=True, slots=True)
class Present:
    """Which sites are there at this moment, and the quorum they make."""

    sites: frozenset[MeetingSiteId]
    quorum: rules.Quorum


@dataclass(frozen=True, slots=True)
class CallProgress:
    """A call of the roll: how many of all sites have answered since it began."""

    call: RollCall
    answered: int
    total: int


def present(
    session: Session, meeting: Meeting, *, now: datetime, limits: rules.Limits = rules.DEFAULT
) -> Present:
    """Return who is there now: in the room, or said to be there since they last left it.

    A site that sits without a line and answered by telephone is there; one that has gone is not.
    """
    found = summary_anew(session, meeting, now=now, limits=limits)
    rows = found.sites
    there = [row for row in rows if is_there(row)]
    return Present(
        frozenset(row.meeting_site.id for row in there),
        _quorum(rows, there, found.limits.quorum.of(meeting.type)),
    )


def is_there(row: SiteAttendance) -> bool:
    """Tell whether a site is there at this moment."""
    if row.here:
        return True
    if row.entry is None or row.status not in THERE:
        return False
    return row.last_left is None or (row.entry.called_at or row.last_left) >= row.last_left


def _quorum(
    rows: Sequence[SiteAttendance], there: Sequence[SiteAttendance], rule: rules.QuorumRule
) -> rules.Quorum:
    announced = [row.announced for row in rows if row.announced is not None]
    return rules.Quorum(
        units_present=len({row.meeting_site.unit_id for row in there}),
        units_expected=len({row.meeting_site.unit_id for row in rows}),
        persons_present=sum(_persons(row) for row in there if row.announced is not None),
        persons_expected=sum(announced) if announced else None,
        rule=rule,
        estimated=any(row.head_count is None and row.announced is not None for row in there),
    )


def _persons(row: SiteAttendance) -> int:
    return row.head_count if row.head_count is not None else row.announced or 1


def announced_by(session: Session, meeting_site_id: MeetingSiteId) -> int | None:
    """Return how many people a site said would come."""
    return session.scalar(
        select(Invitation.head_count).where(Invitation.meeting_site_id == meeting_site_id)
    )


def quorum_check_of(session: Session, meeting_id: MeetingId) -> QuorumCheck | None:
    """Return the quorum as it stood at the opening; None when it was not looked at."""
    return session.get(QuorumCheck, meeting_id)


def find_call(session: Session, meeting_id: MeetingId) -> RollCall | None:
    """Return the call of the roll that is going on."""
    return session.scalar(
        select(RollCall).where(RollCall.meeting_id == meeting_id, RollCall.ended_at.is_(None))
    )


def calls_of(session: Session, meeting_id: MeetingId) -> Sequence[RollCall]:
    """Return every call of the roll of a meeting, in order."""
    return session.scalars(
        select(RollCall).where(RollCall.meeting_id == meeting_id).order_by(RollCall.number)
    ).all()


def answered_since(session: Session, meeting_id: MeetingId, moment: datetime) -> int:
    """Return how many sites have been written into the roll since a moment."""
    return (
        session.scalar(
            select(func.count()).where(
                RollEntry.meeting_id == meeting_id,
                RollEntry.called_at >= moment,
                RollEntry.status.is_not(None),
            )
        )
        or 0
    )


def progress_of(session: Session, meeting: Meeting) -> CallProgress | None:
    """Return how far the present call of the roll is; None when none is going on."""
    call = find_call(session, meeting.id)
    if call is None:
        return None
    answered = answered_since(session, meeting.id, call.called_at)
    return CallProgress(call, answered, meetings.count_sites(session, meeting.id))
