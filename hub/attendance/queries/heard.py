"""What was heard of connections and media, as it was written down."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select, true
from sqlalchemy.orm import Session

from hub.attendance.models import PresenceEvent
from hub.attendance.models import PresenceEventKind as Kind
from hub.attendance.rules import Heard
from hub.core.ids import EntryId, MeetingId, MeetingSiteId, UnitId
from hub.meetings.models import MeetingSite

MEDIA = (Kind.MEDIA_ON, Kind.MEDIA_OFF)


def heard_in(
    session: Session,
    meeting_id: MeetingId,
    *,
    until: UUID | None = None,
    after: UUID | None = None,
    most: int | None = None,
) -> list[Heard]:
    """Return all that was heard in a meeting, in order; `until` one of them and no further.

    `after` keeps what was heard later than one of them, `most` the first so many.
    """
    asked = _columns().where(PresenceEvent.meeting_id == meeting_id)
    if until is not None:
        asked = asked.where(PresenceEvent.id <= until)
    if after is not None:
        asked = asked.where(PresenceEvent.id > after)
    return [_heard(row) for row in session.execute(asked.order_by(PresenceEvent.id).limit(most))]


def at_unit(site: Any, unit_id: UnitId | None) -> ColumnElement[bool]:
    """Say that a column names a site of a unit; of any unit without one."""
    if unit_id is None:
        return true()
    own = select(MeetingSite.id).where(MeetingSite.unit_id == unit_id)
    return cast("ColumnElement[bool]", site.in_(own))


def among(site: Any, sites: Collection[MeetingSiteId] | None) -> ColumnElement[bool]:
    """Say that a column names one of some sites; any site without them."""
    return true() if sites is None else cast("ColumnElement[bool]", site.in_(sites))


def media_of(
    session: Session,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Mapping[MeetingSiteId, Sequence[Heard]]:
    """Return by site when its media began and stopped to arrive."""
    found: dict[MeetingSiteId, list[Heard]] = defaultdict(list)
    asked = _columns().where(
        PresenceEvent.meeting_id.in_(meeting_ids),
        PresenceEvent.kind.in_(MEDIA),
        at_unit(PresenceEvent.meeting_site_id, unit_id),
        among(PresenceEvent.meeting_site_id, sites),
    )
    for row in session.execute(asked):
        heard = _heard(row)
        found[heard.site].append(heard)
    return found


def _columns() -> Select[EntryId, MeetingSiteId, str, Kind, datetime]:
    return select(
        PresenceEvent.id,
        PresenceEvent.meeting_site_id,
        PresenceEvent.connection,
        PresenceEvent.kind,
        PresenceEvent.at,
    )


def _heard(row: Row[EntryId, MeetingSiteId, str, Kind, datetime]) -> Heard:
    return Heard(row[0], row[1], row[2], row[3], row[4])
