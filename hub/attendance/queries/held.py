"""Which meetings were held, and the rows of them that somebody may report on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Exists, exists, or_, select, true
from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.queries.columns import SitePlace, site_places
from hub.attendance.queries.frozen import as_kept_in, frozen_sites
from hub.attendance.queries.judging import SiteAttendance, facts_of, judge
from hub.core.ids import MeetingId, UnitId
from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite, MeetingState, MeetingType
from hub.meetings.queries import site_counts

#: Called between two portions of what is long to work out.
Between: TypeAlias = Callable[[], None] | None
#: Sites of meetings that are worked out at once.
TOGETHER: Final = 2000
OVER = (MeetingState.ENDED, MeetingState.ARCHIVED)


def sees_all(actor: Actor) -> bool:
    """Tell whether the actor reads the reports of every unit."""
    return actor.has(Role.AUDITOR, Role.SYSTEM_ADMIN)


def may_report(actor: Actor, meeting: Meeting, site: SitePlace) -> bool:
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
    between: Between = None,
) -> list[tuple[Meeting, SiteAttendance]]:
    """Return how every site took part in these meetings, of those the actor may report on.

    What the frozen sheet of a meeting says stands, as on the meeting's own page. A national
    meeting takes a second: `between` is called after some, so that others have their turn.
    """
    found: list[tuple[Meeting, SiteAttendance]] = []
    for some in _portions(session, meetings, unit_id):
        found += _rows_of(session, actor, some, now, limits, unit_id)
        if between is not None:
            between()
    return found


def _portions(
    session: Session, meetings: Sequence[Meeting], unit_id: UnitId | None
) -> Iterator[Sequence[Meeting]]:
    """Yield the meetings so that those of one portion have few sites together."""
    counts = {} if unit_id else site_counts(session, [each.id for each in meetings])
    portion: list[Meeting] = []
    sites = 0
    for each in meetings:
        sites += counts.get(each.id, 1)
        if portion and sites > TOGETHER:
            yield portion
            portion, sites = [], counts.get(each.id, 1)
        portion.append(each)
    if portion:
        yield portion


def _rows_of(
    session: Session,
    actor: Actor,
    meetings: Sequence[Meeting],
    now: datetime,
    limits: rules.Limits,
    unit_id: UnitId | None,
) -> list[tuple[Meeting, SiteAttendance]]:
    by_id = {each.id: each for each in meetings}
    frames = {each.id: rules.frame_of(each, now) for each in meetings}
    facts = facts_of(session, meetings, limits, unit_id)
    found: dict[MeetingId, list[SiteAttendance]] = {each: [] for each in by_id}
    for site in site_places(session, list(by_id), unit_id):
        meeting = by_id[site.meeting_id]
        if may_report(actor, meeting, site):
            found[meeting.id].append(judge(meeting, frames[meeting.id], site, facts))
    for meeting_id, sites in frozen_sites(session, [each for each in found if found[each]]):
        found[meeting_id] = as_kept_in(sites, found[meeting_id])
    return [(by_id[each], row) for each, rows in found.items() for row in rows]


def _took_part(unit_id: UnitId) -> Exists:
    return exists().where(
        MeetingSite.meeting_id == Meeting.id, MeetingSite.unit_id == unit_id, TAKES_PART
    )
