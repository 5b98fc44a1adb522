"""Which media nodes carry a meeting: by themselves, and moved by those who run it."""

from collections.abc import Mapping, Sequence

from hub.core.ids import MeetingId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.meetings.models import Meeting
from hub.rooms import queries
from hub.rooms.errors import (
    MeetingIsThere,
    NodeDoesNotAnswer,
    NoOtherNode,
    NoSuchNode,
    RoomNotOpen,
)
from hub.rooms.events import MediaMoved, MediaPlaced
from hub.rooms.models import MediaPlace
from hub.rooms.service.stage import ensure_moderator


def place_media(
    uow: UnitOfWork, meeting_id: MeetingId, seen: Sequence[str], wanted: Sequence[str]
) -> None:
    """Note on which nodes a meeting is held, none when it ended; unless it is not where seen."""
    meetings.take_turn(uow.session, meeting_id)
    if queries.media_nodes_of(uow.session, [meeting_id]).get(meeting_id, ()) != tuple(seen):
        return
    _write(uow, meeting_id, wanted)
    if wanted:
        uow.emit(MediaPlaced(meeting_id, tuple(wanted)))


def move_media(
    uow: UnitOfWork, meeting: Meeting, node: str, answers: Mapping[str, bool]
) -> tuple[str, ...]:
    """Hold a running meeting on another node; return those it left.

    `answers` says of every node whether it answers. Seats, queue and votes are not concerned.
    Raises NotTheModerator, RoomNotOpen, NoOtherNode, NoSuchNode, MeetingIsThere,
    NodeDoesNotAnswer.
    """
    ensure_moderator(uow, meeting)
    if not meeting_rules.is_open(meeting):
        raise RoomNotOpen
    if len(answers) < 2:  # noqa: PLR2004  (one to leave, one to go to)
        raise NoOtherNode
    if node not in answers:
        raise NoSuchNode
    meetings.take_turn(uow.session, meeting.id)
    before = queries.media_nodes_of(uow.session, [meeting.id]).get(meeting.id, ())
    if before == (node,):
        raise MeetingIsThere
    if not answers[node]:
        raise NodeDoesNotAnswer
    left = tuple(each for each in before if each != node)
    _write(uow, meeting.id, [node])
    uow.emit(MediaMoved(meeting.id, left, node))
    return left


def _write(uow: UnitOfWork, meeting_id: MeetingId, nodes: Sequence[str]) -> None:
    for place in queries.media_places(uow.session, meeting_id):
        uow.session.delete(place)
    uow.session.flush()
    for position, node in enumerate(nodes):
        uow.session.add(MediaPlace(meeting_id=meeting_id, node=node, position=position))
    uow.session.flush()
