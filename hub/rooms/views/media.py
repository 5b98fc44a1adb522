"""What a page has to know of the media engine before it connects."""

from typing import Any

from hub.core.unit_of_work import Actor
from hub.gateways.media.interface import MediaGateway
from hub.gateways.media.relay import ice_servers
from hub.web.access import neighbour, runtime


def media_facts(actor: Actor) -> dict[str, Any]:
    """Return the relay's addresses with credentials of the actor, and how to send the picture."""
    settings = runtime().settings
    urls = [part.strip() for part in settings.turn_urls.split(",") if part.strip()]
    secret = settings.turn_secret.get_secret_value()
    gateway = neighbour(MediaGateway)  # type: ignore[type-abstract]
    return {
        "iceServers": ice_servers(urls, secret, str(actor.person_id), now=runtime().clock()),
        "simulcast": gateway.takes_simulcast,
        "elsewhere": bool(settings.conference),
    }
