"""Which conference server a hub sends its sites to, by its settings."""

from hub.core.settings import Settings
from hub.gateways.conferencing.bigbluebutton import BigBlueButton
from hub.gateways.conferencing.interface import Conferences
from hub.gateways.conferencing.jitsi import Jitsi
from hub.gateways.conferencing.livekit import LiveKit
from hub.gateways.conferencing.plain import PlainLink


def find_conferences(settings: Settings) -> Conferences | None:
    """Return the server, or None: the hub's own engine carries sound and pictures."""
    url, key = settings.conference_url, settings.conference_key
    secret = settings.conference_secret.get_secret_value()
    if not settings.conference:
        return None
    if settings.conference == "jitsi":
        return Jitsi(url, key, secret)
    if settings.conference == "bigbluebutton":
        return BigBlueButton(url, secret)
    if settings.conference == "livekit":
        return LiveKit(url, key, secret)
    return PlainLink(url)
