"""Which media engine a hub has, by its settings."""

from hub.core.settings import Settings
from hub.gateways.media.builtin import BuiltinMedia, EngineSettings
from hub.gateways.media.janus.configuration import NodeSettings
from hub.gateways.media.janus.gateway import JanusMedia, JanusSettings

#: Ports for the echo of line tests beside Janus, when the operator gave it a range.
JANUS_PORTS = "20000-20999"


def media_of(settings: Settings) -> BuiltinMedia | JanusMedia:
    """Return the hub's engine, started. Raises JanusIsMissing when it is wanted and not there."""
    if settings.media == "janus":
        return JanusMedia(janus_settings(settings))
    return BuiltinMedia(engine_settings(settings))


def engine_settings(settings: Settings) -> EngineSettings:
    """Return how the built-in engine reaches browsers."""
    return EngineSettings(
        addresses=listed(settings.media_listen),
        announce=settings.media_address,
        ports=settings.media_ports,
        cap_kbps=settings.media_cap_kbps,
    )


def janus_settings(settings: Settings) -> JanusSettings:
    """Return how the hub uses Janus."""
    address, _, port = settings.media_events.rpartition(":")
    return JanusSettings(
        secret=settings.media_key,
        nodes=listed(settings.media_nodes),
        local=node_settings(settings),
        events_address=address,
        events_port=int(port),
        sites_per_node=settings.media_node_sites,
        cap_kbps=settings.media_cap_kbps,
        echo=EngineSettings(
            addresses=listed(settings.media_listen), announce=settings.media_address
        ),
    )


def node_settings(settings: Settings) -> NodeSettings:
    """Return a node on this machine that only the hub beside it speaks to."""
    return NodeSettings(
        media_address=settings.media_listen,
        announce=settings.media_address,
        ports=settings.media_ports or JANUS_PORTS,
        api_port=0,
    )


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of a setting with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
