"""On which media nodes meetings are held, and what each node has to carry."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId
from hub.rooms.models import MediaPlace, Seat


class NodeLoad(NamedTuple):
    """What a node carries: meetings, and the sites that are in the room of one of them."""

    meetings: int
    sites: int


def media_places(session: Session, meeting_id: MeetingId) -> Sequence[MediaPlace]:
    """Return where a meeting is held, the node it began on first."""
    return session.scalars(
        select(MediaPlace).where(MediaPlace.meeting_id == meeting_id).order_by(MediaPlace.position)
    ).all()


def media_nodes_of(
    session: Session, meeting_ids: Collection[MeetingId]
) -> dict[MeetingId, tuple[str, ...]]:
    """Return the nodes of these meetings, by address; a meeting that is nowhere is left out."""
    found: dict[MeetingId, tuple[str, ...]] = {}
    rows = session.execute(
        select(MediaPlace.meeting_id, MediaPlace.node)
        .where(MediaPlace.meeting_id.in_(meeting_ids))
        .order_by(MediaPlace.meeting_id, MediaPlace.position)
    )
    for meeting_id, node in rows:
        found[meeting_id] = (*found.get(meeting_id, ()), node)
    return found


def node_loads(session: Session) -> dict[str, NodeLoad]:
    """Return what every node has to carry; a meeting on several nodes counts on each."""
    here = (
        select(Seat.meeting_id, func.count().label("sites"))
        .where(Seat.connection != "")
        .group_by(Seat.meeting_id)
        .subquery()
    )
    rows = session.execute(
        select(MediaPlace.node, func.count(), func.coalesce(func.sum(here.c.sites), 0))
        .outerjoin(here, here.c.meeting_id == MediaPlace.meeting_id)
        .group_by(MediaPlace.node)
    )
    return {node: NodeLoad(int(meetings), int(sites)) for node, meetings, sites in rows}
