"""Who is already taken at the time asked for, and when all are free."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.ids import MeetingId, PersonId, SiteId
from hub.core.unit_of_work import Actor
from hub.meetings import rules
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite, MeetingState
from hub.meetings.rules.slots import LOOK_AHEAD, Slot
from hub.meetings.rules.states import TAKING_TIME


@dataclass(frozen=True)
class Asked:
    """What a meeting in the making would take: a time, two people, some sites."""

    slot: Slot
    chair_id: PersonId | None = None
    secretary_id: PersonId | None = None
    site_ids: frozenset[SiteId] = frozenset()
    except_id: MeetingId | None = None

    @property
    def people(self) -> frozenset[PersonId]:
        """Those who must be there."""
        return frozenset(each for each in (self.chair_id, self.secretary_id) if each)


@dataclass(frozen=True)
class Clash:
    """Someone or some sites are taken by another meeting.

    `meeting` is None when the actor may not know which one it is.
    """

    kind: Literal["chair", "secretary", "sites"]
    names: tuple[str, ...]
    slot: Slot
    meeting: Meeting | None


def clashes(session: Session, actor: Actor, asked: Asked) -> list[Clash]:
    """Return what stands in the way of the time asked for, earliest first."""
    found: list[Clash] = []
    for meeting in _taking(session, actor, asked, asked.slot):
        shown = meeting if rules.may_see(actor, meeting) else None
        slot = Slot(meeting.starts_at, meeting.ends_at)
        found += [Clash(kind, names, slot, shown) for kind, names in _reasons(meeting, asked)]
    return found


def free_slot(
    session: Session,
    actor: Actor,
    asked: Asked,
    now: datetime,
    holidays: Collection[date] = (),
) -> Slot | None:
    """Return the next time at which nothing of what is asked for is taken."""
    ahead = Slot(asked.slot.starts_at, asked.slot.ends_at + LOOK_AHEAD)
    taken = [Slot(each.starts_at, each.ends_at) for each in _taking(session, actor, asked, ahead)]
    return rules.next_free_slot(taken, asked.slot, now, holidays)


def _taking(session: Session, actor: Actor, asked: Asked, slot: Slot) -> list[Meeting]:
    """Return the meetings that take time of the same people or sites. Drafts count at home."""
    sites = select(MeetingSite.meeting_id).where(
        MeetingSite.site_id.in_(asked.site_ids), TAKES_PART
    )
    same: ColumnElement[bool] = or_(
        Meeting.chair_id.in_(asked.people),
        Meeting.secretary_id.in_(asked.people),
        Meeting.id.in_(sites),
    )
    taking = or_(
        Meeting.state.in_(TAKING_TIME - {MeetingState.DRAFT}),
        and_(Meeting.state == MeetingState.DRAFT, Meeting.host_unit_id == actor.unit_id),
    )
    asking = (
        select(Meeting)
        .where(taking, same, Meeting.starts_at < slot.ends_at, slot.starts_at < Meeting.ends_at)
        .options(
            joinedload(Meeting.chair),
            joinedload(Meeting.secretary),
            selectinload(Meeting.sites).joinedload(MeetingSite.site),
        )
        .order_by(Meeting.starts_at)
    )
    if asked.except_id is not None:
        asking = asking.where(Meeting.id != asked.except_id)
    return list(session.scalars(asking))


def _reasons(
    meeting: Meeting, asked: Asked
) -> Iterator[tuple[Literal["chair", "secretary", "sites"], tuple[str, ...]]]:
    people = {meeting.chair_id: meeting.chair.name, meeting.secretary_id: meeting.secretary.name}
    if asked.chair_id in people:
        yield "chair", (people[asked.chair_id],)
    if asked.secretary_id in people and asked.secretary_id != asked.chair_id:
        yield "secretary", (people[asked.secretary_id],)
    sites = [each for each in meeting.sites if each.site_id in asked.site_ids]
    if sites:
        ordered = sorted(sites, key=lambda each: each.position)
        yield "sites", tuple(each.site.name for each in ordered)
