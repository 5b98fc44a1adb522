"""The files of one node: closed by default, where Debian's example stands open to everybody."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hub.gateways.media.janus.tokens import Secrets

#: Where Debian puts the parts of Janus; the folder in between names the processor.
PARTS: Final = "lib/*/janus"
#: A hub uses one plugin; every other one is a door nobody watches.
PLUGINS: Final = ("libjanus_videoroom.so",)
TRANSPORTS: Final = ("libjanus_websockets.so",)
EVENT_HANDLERS: Final = ("libjanus_sampleevh.so",)
#: A site is told of as silent after this long.
NO_MEDIA_AFTER_S: Final = 2


class JanusIsMissing(RuntimeError):
    """Janus is not installed on this machine."""


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """What differs between two nodes."""

    name: str = "hub-janus"
    media_address: str = ""  # of this machine, where browsers' packets arrive; never loopback
    announce: str = ""  # told to browsers instead, behind 1:1 NAT
    ports: str = "20000-20999"
    api_address: str = "127.0.0.1"  # the hub's side; never public
    api_port: int = 8188
    events_url: str = ""  # where the node reports what it measures; empty: nowhere
    stats_every_s: int = 10
    loops: int = 0  # 0: one per core, which halves what a viewer costs


def files(node: NodeSettings, secrets: Secrets, folder: Path) -> dict[str, str]:
    """Return the configuration by file name. Raises JanusIsMissing."""
    parts = find_parts()
    return {
        "janus.jcfg": _text(_core(node, secrets, folder, parts)),
        "janus.transport.websockets.jcfg": _text(
            {
                "general": {
                    "json": "compact",
                    "ws": True,
                    "ws_port": node.api_port,
                    "ws_ip": node.api_address,
                    "pingpong_trigger": 30,
                    "pingpong_timeout": 10,
                }
            }
        ),
        "janus.plugin.videoroom.jcfg": _text(
            {
                "general": {
                    "admin_key": secrets.plugin_admin,
                    "lock_rtp_forward": True,
                    "string_ids": True,
                }
            }
        ),
        "janus.eventhandler.sampleevh.jcfg": _text(
            {
                "general": {
                    "enabled": bool(node.events_url),
                    "events": "webrtc,media",
                    "grouping": True,
                    "json": "compact",
                    "backend": node.events_url or "http://127.0.0.1:9/",
                    "backend_user": "janus",
                    "backend_pwd": secrets.events,
                    "max_retransmissions": 2,
                }
            }
        ),
    }


def _core(node: NodeSettings, secrets: Secrets, folder: Path, parts: Path) -> dict[str, Any]:
    nat: dict[str, Any] = {"ignore_mdns": True}
    if node.media_address:
        nat["ice_enforce_list"] = node.media_address
    if node.announce:
        nat["nat_1_1_mapping"] = node.announce
    return {
        "general": {
            "configs_folder": str(folder),
            "plugins_folder": str(parts / "plugins"),
            "transports_folder": str(parts / "transports"),
            "events_folder": str(parts / "events"),
            "loggers_folder": str(parts / "loggers"),
            "debug_level": 3,
            "debug_colors": False,
            "server_name": node.name,
            "event_loops": node.loops or os.cpu_count() or 1,
            "token_auth": True,
            "token_auth_secret": secrets.signing,
            "admin_secret": secrets.admin,
            "session_timeout": 60,
            "reclaim_session_timeout": 0,  # a hub that died leaves nobody behind
        },
        "media": {
            "rtp_port_range": node.ports,
            "slowlink_threshold": 4,
            "no_media_timer": NO_MEDIA_AFTER_S,
            "min_nack_queue": 500,
        },
        "nat": nat,
        "plugins": {"disable": _others(parts / "plugins", PLUGINS)},
        "transports": {"disable": _others(parts / "transports", TRANSPORTS)},
        "events": {
            "broadcast": bool(node.events_url),
            "combine_media_stats": True,
            "stats_period": node.stats_every_s,
            "disable": _others(parts / "events", EVENT_HANDLERS),
        },
    }


def write(node: NodeSettings, secrets: Secrets, folder: Path) -> list[Path]:
    """Write the files, readable by their owner only, and return their paths.

    Raises JanusIsMissing, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files(node, secrets, folder).items():
        path = folder / name
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(text)
        written.append(path)
    return written


def find_parts() -> Path:
    """Return the folder of Janus's plugins and transports. Raises JanusIsMissing."""
    for root in (Path("/usr"), Path("/usr/local"), Path("/opt/janus")):
        for found in sorted(root.glob(PARTS)) or [root / "lib/janus"]:
            if (found / "plugins" / PLUGINS[0]).exists():
                return found
    raise JanusIsMissing("Janus is not installed: apt-get install janus")


def _others(folder: Path, kept: tuple[str, ...]) -> str:
    return ",".join(sorted(each.name for each in folder.glob("*.so") if each.name not in kept))


def _text(sections: dict[str, dict[str, Any]]) -> str:
    """Return sections as libconfig reads them: JSON's strings, numbers and truths are its own."""
    blocks = []
    for section, values in sections.items():
        lines = [f"\t{name} = {json.dumps(value)}" for name, value in values.items()]
        blocks.append("\n".join([f"{section}: {{", *lines, "}"]))
    return "\n".join(blocks) + "\n"
