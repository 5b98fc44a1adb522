"""Keeping the media engine in step with the room. Never called inside a unit of work."""

import logging
from collections.abc import Collection, Mapping

from hub.core.ids import MeetingId, MeetingSiteId
from hub.gateways.media.interface import Kind, MediaGateway, MediaUnavailable
from hub.meetings import queries as meetings
from hub.rooms import queries, rules
from hub.web.access import neighbour, runtime

log = logging.getLogger(__name__)


def media() -> MediaGateway:
    """Return the engine."""
    return neighbour(MediaGateway)  # type: ignore[type-abstract]


def let_be_heard(meeting_id: MeetingId, *sites: MeetingSiteId | None) -> None:
    """Make the engine pass on the sound of these sites only while they have the floor."""
    concerned = [site_id for site_id in sites if site_id is not None]
    with runtime().read() as session:
        places = meetings.places(session, concerned)
        seats = queries.seats_at(session, concerned)
        room = queries.find_room(session, meeting_id)
    speaker_id = room.speaker_id if room else None
    media().create_room(str(meeting_id))
    for site_id in concerned:
        place, seat = places.get(site_id), seats.get(site_id)
        heard = (
            place is not None
            and place.meeting.id == meeting_id
            and place.site.withdrawn_at is None
            and seat is not None
            and rules.is_heard(place.site, seat, speaker_id)
        )
        muted = () if heard else (Kind.AUDIO,)
        media().mute(str(meeting_id), str(site_id), muted)


def try_to_let_be_heard(meeting_id: MeetingId, *sites: MeetingSiteId | None) -> None:
    """Do the same after something was decided; without an engine there is no sound to pass on.

    A site that publishes later is judged anew.
    """
    try:
        let_be_heard(meeting_id, *sites)
    except MediaUnavailable:
        log.warning("the engine could not be told who is heard")


def try_to_send_away(meeting_id: MeetingId, site_id: MeetingSiteId) -> None:
    """End what a site publishes and watches, when there is an engine."""
    try:
        media().create_room(str(meeting_id))
        media().kick(str(meeting_id), str(site_id))
    except MediaUnavailable:
        log.warning("the engine could not be told who left")


def media_nodes() -> Mapping[str, bool]:
    """Return the nodes a meeting can be moved between, and whether each answers."""
    return {} if runtime().settings.conference else media().nodes()


def try_to_follow(meeting_id: MeetingId, left: Collection[str]) -> None:
    """Have the engine hold a meeting where it was put; sites are told to connect again."""
    try:
        media().follow(str(meeting_id), left)
    except MediaUnavailable:
        log.warning("the engine could not be told that a meeting moved")
