"""Who is there at this moment, the quorum they make, and the calls of the roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session, joinedload

from hub.attendance import rules
from hub.attendance.models import Presence, QuorumCheck, RollCall, RollEntry, RollStatus
from hub.attendance.queries.limits import limits_by_meeting
from hub.core.ids import MeetingId, MeetingSiteId
from hub.invitations.models import Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import NO_GUEST, TAKES_PART, Meeting, MeetingSite

Ts = TypeVarTuple("Ts")

THERE: Final = frozenset({RollStatus.ONSITE, RollStatus.ONLINE})


@dataclass(frozen=True, slots=True)
class Present:
    """Which sites are there at this moment, and the quorum they make."""

    sites: frozenset[MeetingSiteId]
    quorum: rules.Quorum


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sites and units take part. `persons_expected` None: nobody announced any."""

    total: int
    present: int
    here: int
    persons: int
    units_present: int
    units_expected: int
    persons_expected: int | None


@dataclass(frozen=True, slots=True)
class CallProgress:
    """A call of the roll: how many of all sites have answered since it began."""

    call: RollCall
    answered: int
    total: int


def present(session: Session, meeting: Meeting, limits: rules.Limits = rules.DEFAULT) -> Present:
    """Return who is there now: in the room, or said to be there since they last left it.

    A site that sits without a line and answered by telephone is there; one that has gone is not.
    """
    return Present(sites_there(session, meeting.id), quorum_now(session, meeting, limits))


def sites_there(session: Session, meeting_id: MeetingId) -> frozenset[MeetingSiteId]:
    """Return which sites are there at this moment; see `present`."""
    there = _is_there(stays := _last_of_stays(meeting_id))
    return frozenset(
        session.scalars(_placed(select(MeetingSite.id), stays, meeting_id).where(there))
    )


def quorum_now(
    session: Session, meeting: Meeting, limits: rules.Limits = rules.DEFAULT
) -> rules.Quorum:
    """Return the quorum of those who are there at this moment, counted by the database.

    Who is there and was not counted stands with the number it announced.
    """
    there = _is_there(stays := _last_of_stays(meeting.id))
    expected = and_(there, Invitation.head_count.is_not(None))
    persons = func.coalesce(RollEntry.head_count, func.nullif(Invitation.head_count, 0), 1)
    row = session.execute(
        _placed(
            select(
                func.count(case((there, MeetingSite.unit_id)).distinct()),
                func.count(MeetingSite.unit_id.distinct()),
                func.sum(case((expected, persons), else_=0)),
                func.sum(Invitation.head_count),
                func.count(case((and_(expected, RollEntry.head_count.is_(None)), 1))),
            ),
            stays,
            meeting.id,
        )
    ).one()
    rule = limits_by_meeting(session, [meeting], limits)[meeting.id].quorum.of(meeting.type)
    return rules.Quorum(
        units_present=row[0],
        units_expected=row[1],
        persons_present=row[2] or 0,
        persons_expected=row[3],
        rule=rule,
        estimated=row[4] > 0,
    )


def tally(session: Session, meeting: Meeting, *, now: datetime) -> Tally:
    """Count who takes part in a meeting and who is in its room, as the classes of its sites would.

    By the database, without judging every site: a site took part that was in the room during the
    meeting or is there, or of which the roll says so; the roll's word that it is absent stands.
    """
    stays = _last_of_stays(meeting.id, rules.frame_of(meeting, now))
    seen = or_(func.coalesce(stays.c.open, 0) > 0, func.coalesce(stays.c.during, 0) > 0)
    said = func.coalesce(RollEntry.status.in_(THERE), false())
    part = or_(and_(seen, RollEntry.status.is_(None)), said)
    row = session.execute(
        _placed(
            select(
                func.count(MeetingSite.id),
                func.count(case((part, MeetingSite.id))),
                func.count(case((func.coalesce(stays.c.open, 0) > 0, MeetingSite.id))),
                func.sum(case((part, func.coalesce(RollEntry.head_count, 0)), else_=0)),
                func.count(case((part, MeetingSite.unit_id)).distinct()),
                func.count(MeetingSite.unit_id.distinct()),
                func.sum(Invitation.head_count),
            ),
            stays,
            meeting.id,
        )
    ).one()
    return Tally(row[0], row[1], row[2], row[3] or 0, row[4], row[5], row[6])


def missing_from(
    session: Session, meeting_id: MeetingId, *, most: int, first: int = 0
) -> tuple[Sequence[MeetingSite], int]:
    """Return sites that are not there from a place on, with their names, and how many there are."""
    away = not_(_is_there(stays := _last_of_stays(meeting_id)))
    found = session.scalars(
        _placed(select(MeetingSite), stays, meeting_id)
        .where(away)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position, MeetingSite.id)
        .offset(first)
        .limit(most)
    ).all()
    number = _placed(select(func.count(MeetingSite.id)), stays, meeting_id).where(away)
    return found, session.scalar(number) or 0


def _last_of_stays(meeting_id: MeetingId, frame: rules.Frame | None = None) -> Subquery:
    """Return by site how many connections are in the room, and when the last one left.

    Stays that touch are one time in the room for the sheet: that moves no end but inner ones.
    `during` counts those that are over and reached into a `frame`.
    """
    inside = (
        false()
        if frame is None
        else and_(
            Presence.left_at > frame.start,
            Presence.joined_at < frame.end,
            Presence.joined_at < Presence.left_at,
        )
    )
    return (
        select(
            Presence.meeting_site_id,
            func.count(case((Presence.left_at.is_(None), 1))).label("open"),
            func.max(Presence.left_at).label("last_left"),
            func.count(case((inside, 1))).label("during"),
        )
        .where(Presence.meeting_id == meeting_id)
        .group_by(Presence.meeting_site_id)
        .subquery()
    )


def _is_there(stays: Subquery) -> ColumnElement[bool]:
    """Say that a site is there; never NULL, so that its contrary can be asked for."""
    last_left = stays.c.last_left
    since = or_(
        last_left.is_(None), RollEntry.called_at.is_(None), RollEntry.called_at >= last_left
    )
    said = func.coalesce(RollEntry.status.in_(THERE), false())
    return or_(func.coalesce(stays.c.open, 0) > 0, and_(said, since))


def _of_site(model: type[RollEntry | Invitation]) -> ColumnElement[bool]:
    """Say that a row is of the site; named with the meeting, as the index begins with it."""
    return and_(model.meeting_id == MeetingSite.meeting_id, model.meeting_site_id == MeetingSite.id)


def _placed(asked: Select[*Ts], stays: Subquery, meeting_id: MeetingId) -> Select[*Ts]:
    """Ask it of the sites that take part, beside their stays, their roll and their invitation."""
    return (
        asked.select_from(MeetingSite)
        .outerjoin(stays, stays.c.meeting_site_id == MeetingSite.id)
        .outerjoin(RollEntry, _of_site(RollEntry))
        .outerjoin(Invitation, _of_site(Invitation))
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART, NO_GUEST)
    )


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
    return CallProgress(call, answered, meetings.count_sites(session, meeting.id, guests=False))
