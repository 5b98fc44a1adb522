"""A meeting as one of its sites sees it. A national one has ten thousand sites to load."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from hub.core.fold import fold
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor
from hub.directory.models import Unit
from hub.meetings import rules
from hub.meetings.errors import NoSuchMeeting
from hub.meetings.models import NO_GUEST, TAKES_PART, Meeting, MeetingSite
from hub.meetings.queries.lookups import get_alone


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A meeting and those of its sites that concern some people.

    `sites` are the sites of their units, and the main site when one of them may sit there, in
    place order. Of the meeting only its own row is loaded, of a site only its own row.
    """

    meeting: Meeting
    sites: Sequence[MeetingSite]

    def of(self, actor: Actor) -> "Glimpse":
        """Return the meeting as one of these people sees it. To others NoSuchMeeting."""
        sites = [each for each in self.sites if each.is_main or each.unit_id == actor.unit_id]
        if not rules.may_know_of(actor, self.meeting, sites):
            raise NoSuchMeeting
        return Glimpse(self.meeting, sites)


def glimpses(
    session: Session, actors: Collection[Actor], meeting_ids: Collection[MeetingId]
) -> dict[MeetingId, Glimpse]:
    """Return the meetings with the sites that concern these people."""
    found = session.scalars(select(Meeting).where(Meeting.id.in_(meeting_ids))).all()
    units = {each.unit_id for each in actors}
    return {
        meeting.id: Glimpse(meeting, _sites(session, meeting, actors, units)) for meeting in found
    }


class Place(NamedTuple):
    """A site of a meeting and the meeting, their own rows only."""

    site: MeetingSite
    meeting: Meeting


def places(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, Place]:
    """Return some sites of meetings, by their ids."""
    sites = session.scalars(select(MeetingSite).where(MeetingSite.id.in_(meeting_site_ids))).all()
    of_sites = {site.meeting_id for site in sites}
    meetings = {
        meeting.id: meeting
        for meeting in session.scalars(select(Meeting).where(Meeting.id.in_(of_sites)))
    }
    return {site.id: Place(site, meetings[site.meeting_id]) for site in sites}


def glimpse_to_see(session: Session, actor: Actor, meeting_id: MeetingId) -> Glimpse:
    """Return a meeting the actor may know of. To others NoSuchMeeting."""
    found = glimpses(session, [actor], [meeting_id]).get(meeting_id)
    if found is None:
        raise NoSuchMeeting
    return found.of(actor)


def glimpse_of_room(session: Session, actor: Actor, meeting_id: MeetingId) -> Glimpse:
    """Return the same with the meeting's host, chair, secretary and agenda. Else NoSuchMeeting."""
    glimpse = glimpse_to_see(session, actor, meeting_id)
    get_alone(session, meeting_id)  # fills in the same row
    return glimpse


def main_sites(session: Session, meeting_id: MeetingId) -> Sequence[MeetingSite]:
    """Return the main site of a meeting, with its site and unit; empty when the host has none."""
    return session.scalars(_named_sites(meeting_id).where(MeetingSite.is_main)).all()


def count_sites(session: Session, meeting_id: MeetingId, *, guests: bool = True) -> int:
    """Return how many sites take part in a meeting, those of `guests` too unless told otherwise."""
    counted = (
        select(func.count())
        .select_from(MeetingSite)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
    )
    return session.scalar(counted if guests else counted.where(NO_GUEST)) or 0


def sites_from(
    session: Session, meeting_id: MeetingId, first: int, *, most: int
) -> Sequence[MeetingSite]:
    """Return sites of a meeting in place order from the `first` on (0 is the first of all).

    With their site and unit.
    """
    return session.scalars(
        _named_sites(meeting_id)
        .order_by(MeetingSite.position, MeetingSite.id)
        .offset(first)
        .limit(most)
    ).all()


def sites_among(
    session: Session, meeting_id: MeetingId, wanted: Collection[MeetingSiteId]
) -> Sequence[MeetingSite]:
    """Return those sites of a meeting that have these ids, with their site and unit."""
    return session.scalars(
        _named_sites(meeting_id)
        .where(MeetingSite.id.in_(wanted))
        .order_by(MeetingSite.position, MeetingSite.id)
    ).all()


def ids_among(
    session: Session, meeting_id: MeetingId, wanted: Collection[MeetingSiteId]
) -> Collection[MeetingSiteId]:
    """Return which of these ids are of sites that take part in a meeting."""
    if not wanted:
        return ()
    return session.scalars(
        select(MeetingSite.id).where(
            MeetingSite.meeting_id == meeting_id, MeetingSite.id.in_(wanted), TAKES_PART
        )
    ).all()


def sites_named(
    session: Session, meeting_id: MeetingId, words: str, *, most: int
) -> Sequence[MeetingSite]:
    """Return sites of a meeting whose unit or site name has these words, in place order."""
    wanted = fold(words)
    return session.scalars(
        _named_sites(meeting_id)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .where(Unit.fold.contains(wanted, autoescape=True))
        .order_by(MeetingSite.position, MeetingSite.id)
        .limit(most)
    ).all()


def _named_sites(meeting_id: MeetingId) -> Select[MeetingSite]:
    return (
        select(MeetingSite)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
    )


def _sites(
    session: Session, meeting: Meeting, actors: Collection[Actor], units: Collection[object]
) -> Sequence[MeetingSite]:
    of_meeting = select(MeetingSite).where(MeetingSite.meeting_id == meeting.id, TAKES_PART)
    sites = list(session.scalars(of_meeting.where(MeetingSite.unit_id.in_(units))))
    if any(rules.may_open(actor, meeting) for actor in actors):
        main = session.scalars(of_meeting.where(MeetingSite.is_main))
        sites += [each for each in main if each not in sites]
    return sorted(sites, key=lambda each: each.position)
