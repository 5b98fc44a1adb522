"""Rows of a meeting's sites read by their columns: ten thousand sites make no objects to follow."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from hub.attendance.models import Presence, RollEntry, RollSource, RollStatus
from hub.attendance.queries.heard import among, at_unit
from hub.attendance.rules import Interval
from hub.core.ids import InvitationId, MeetingId, MeetingSiteId, SiteId, UnitId
from hub.directory.models import Site, Unit
from hub.invitations.models import Answer, Invitation
from hub.meetings.models import TAKES_PART, MeetingSite


class NamedUnit(NamedTuple):
    """A unit as far as tables name and sort it."""

    id: UnitId
    name: str
    short_name: str
    fold: str
    sort_key: str


class NamedSite(NamedTuple):
    """A site as far as tables name it."""

    id: SiteId
    name: str
    place: str


class SitePlace(NamedTuple):
    """A site that takes part in a meeting, at its place in it."""

    id: MeetingSiteId
    meeting_id: MeetingId
    unit_id: UnitId
    position: int
    is_main: bool
    site: NamedSite
    unit: NamedUnit


class Rolled(NamedTuple):
    """What the roll says of a site."""

    status: RollStatus | None
    source: RollSource | None
    head_count: int | None
    note: str
    caller_name: str
    caller_phone: str
    called_at: datetime | None
    version: int


class Invited(NamedTuple):
    """What a unit was asked and answered, without the people it named."""

    id: InvitationId
    sent_at: datetime | None
    answer: Answer | None
    answered_at: datetime | None
    head_count: int | None
    reason: str
    absence_approved: bool | None


class Stayed(NamedTuple):
    """One stay of a connection, and who was in the room by it."""

    interval: Interval
    person_name: str


def site_places(
    session: Session,
    meeting_ids: Collection[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
    *,
    guests: bool = False,
) -> list[SitePlace]:
    """Return the sites that take part in some meetings, in place order; or their guests."""
    of_unit: ColumnElement[bool] = true() if unit_id is None else MeetingSite.unit_id == unit_id
    found = session.execute(
        select(
            MeetingSite.id,
            MeetingSite.meeting_id,
            MeetingSite.position,
            MeetingSite.is_main,
            Site.id,
            Site.name,
            Site.place,
            Unit.id,
            Unit.name,
            Unit.short_name,
            Unit.fold,
            Unit.sort_key,
        )
        .join(Site, Site.id == MeetingSite.site_id)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .where(
            MeetingSite.meeting_id.in_(meeting_ids),
            TAKES_PART,
            MeetingSite.is_guest.is_(guests),
            of_unit,
            among(MeetingSite.id, sites),
        )
        .order_by(MeetingSite.position, MeetingSite.id)
    )
    return [
        SitePlace(
            row[0],
            row[1],
            row[7],
            row[2],
            row[3],
            NamedSite(row[4], row[5], row[6]),
            NamedUnit(row[7], row[8], row[9], row[10], row[11]),
        )
        for row in found
    ]


def entries_of(
    session: Session,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Mapping[MeetingSiteId, Rolled]:
    """Return the roll of some meetings by site."""
    found = session.execute(
        select(
            RollEntry.meeting_site_id,
            RollEntry.status,
            RollEntry.source,
            RollEntry.head_count,
            RollEntry.note,
            RollEntry.caller_name,
            RollEntry.caller_phone,
            RollEntry.called_at,
            RollEntry.version,
        ).where(*_asked(RollEntry, meeting_ids, unit_id, sites))
    )
    return {row[0]: Rolled(*row[1:]) for row in found}


def invitations_of(
    session: Session,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Mapping[MeetingSiteId, Invited]:
    """Return the invitations to some meetings by site, without their delegates."""
    found = session.execute(
        select(
            Invitation.meeting_site_id,
            Invitation.id,
            Invitation.sent_at,
            Invitation.answer,
            Invitation.answered_at,
            Invitation.head_count,
            Invitation.reason,
            Invitation.absence_approved,
        ).where(*_asked(Invitation, meeting_ids, unit_id, sites))
    )
    return {row[0]: Invited(*row[1:]) for row in found}


def stays_of(
    session: Session,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Mapping[MeetingSiteId, list[Stayed]]:
    """Return all stays in some meetings by site, oldest first."""
    found: dict[MeetingSiteId, list[Stayed]] = defaultdict(list)
    for row in session.execute(
        select(
            Presence.meeting_site_id,
            Presence.joined_at,
            Presence.left_at,
            Presence.lost,
            Presence.estimated,
            Presence.person_name,
        )
        .where(*_asked(Presence, meeting_ids, unit_id, sites))
        .order_by(Presence.joined_at, Presence.id)
    ):
        found[row[0]].append(Stayed(Interval(*row[1:5]), row[5]))
    return found


def _asked(
    model: Any,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None,
    sites: Collection[MeetingSiteId] | None,
) -> tuple[ColumnElement[bool], ...]:
    return (
        model.meeting_id.in_(meeting_ids),
        at_unit(model.meeting_site_id, unit_id),
        among(model.meeting_site_id, sites),
    )
