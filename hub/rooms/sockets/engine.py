"""Keeping the media engine in step with the room. Never called inside a unit of work."""

import logging

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
    with runtime().read() as session:
        stage = queries.stage_of(session, meetings.get(session, meeting_id))
    heard = {
        site.id
        for site in stage.meeting.sites
        if site.id in stage.seats and rules.is_heard(site, stage.seats[site.id], stage.speaker_id)
    }
    media().create_room(str(meeting_id))
    for site_id in filter(None, sites):
        muted = () if site_id in heard else (Kind.AUDIO,)
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
