"""Which meetings were held, and the rows of them that somebody may report on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Exists, exists, or_, select, true
from sqlalchemy.orm import Session, joinedload

from hub.attendance import rules
from hub.attendance.queries.judging import SiteAttendance, facts_of, judge
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite, MeetingState, MeetingType

OVER = (MeetingState.ENDED, MeetingState.ARCHIVED)


def sees_all(actor: Actor) -> bool:
    """Tell whether the actor reads the reports of every unit."""
    return actor.has(Role.AUDITOR, Role.SYSTEM_ADMIN)


def may_report(actor: Actor, meeting: Meeting, site: MeetingSite) -> bool:
    """Tell whether the actor reads how a site took part: the host, the unit itself, auditors."""
    return sees_all(actor) or actor.unit_id in {meeting.host_unit_id, site.unit_id}


def held(
    session: Session,
    actor: Actor,
    start: datetime,
    end: datetime,
    kind: MeetingType | None = None,
    unit_id: UnitId | None = None,
) -> Sequence[Meeting]:
    """Return the meetings of a period that are over and that the actor may report on, in order.

    `unit_id` keeps those in which a unit took part.
    """
    asked = select(Meeting).where(
        Meeting.state.in_(OVER), Meeting.starts_at >= start, Meeting.starts_at < end
    )
    if kind is not None:
        asked = asked.where(Meeting.type == kind)
    if unit_id is not None:
        asked = asked.where(_took_part(unit_id))
    own = or_(Meeting.host_unit_id == actor.unit_id, _took_part(actor.unit_id))
    asked = asked.where(true() if sees_all(actor) else own)
    return session.scalars(asked.order_by(Meeting.starts_at, Meeting.id)).all()


def rows_of(
    session: Session,
    actor: Actor,
    meetings: Sequence[Meeting],
    *,
    now: datetime,
    limits: rules.Limits,
    unit_id: UnitId | None = None,
) -> list[tuple[Meeting, SiteAttendance]]:
    """Return how every site took part in these meetings, of those the actor may report on."""
    by_id = {each.id: each for each in meetings}
    asked = select(MeetingSite).where(MeetingSite.meeting_id.in_(list(by_id)), TAKES_PART)
    if unit_id is not None:
        asked = asked.where(MeetingSite.unit_id == unit_id)
    sites = session.scalars(
        asked.options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit)).order_by(
            MeetingSite.position, MeetingSite.id
        )
    ).all()
    facts = facts_of(session, meetings, limits, unit_id)
    return [
        (by_id[site.meeting_id], judge(by_id[site.meeting_id], site, facts, now))
        for site in sites
        if may_report(actor, by_id[site.meeting_id], site)
    ]


def _took_part(unit_id: UnitId) -> Exists:
    return exists().where(
        MeetingSite.meeting_id == Meeting.id, MeetingSite.unit_id == unit_id, TAKES_PART
    )
