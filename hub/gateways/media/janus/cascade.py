"""A site's stream carried from its own node to another on which somebody watches it.

Between nodes Janus 1.1.2 sends plain RTP: keep them on one private network. A site is carried to
a node once, however many watch it there, and only while somebody does.
"""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hub.gateways.media.interface import MediaUnavailable
from hub.gateways.media.janus.feeds import Published
from hub.gateways.media.janus.legs import Leg
from hub.gateways.media.janus.line import JanusRefuses
from hub.gateways.media.wire import Message

#: `JANUS_VIDEOROOM_ERROR_ID_EXISTS`: another process of the hub has brought it already.
IS_THERE: Final = 436
#: What another node has to know of a stream.
FACTS: Final = ("type", "mindex", "mid", "codec", "fec", "dtx", "simulcast", "svc", "description")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Carried:
    """One publisher on a node that is not its own."""

    home: Leg
    leg: Leg
    published: Published
    remote_id: str


class Cascade:
    """Which publishers are carried where."""

    def __init__(self) -> None:
        self._carried: dict[tuple[int, str], Carried] = {}
        self._lock = threading.RLock()

    def brings(self, leg: Leg, published: Published) -> bool:
        """Tell whether the publisher is on this leg only because it is carried there."""
        return (id(leg), published.participant) in self._carried

    def bring(self, home: Leg, leg: Leg, published: Published) -> None:
        """Carry a publisher to a leg, unless it is there. Raises MediaUnavailable."""
        key = (id(leg), published.participant)
        with self._lock:
            if key in self._carried:
                return
            number = len(self._carried)
            carried = Carried(home, leg, published, f"{leg.node.host}-{id(leg)}-{number}")
            self._carried[key] = carried
            try:
                self._connect(carried)
            except JanusRefuses as refusal:
                if refusal.number != IS_THERE:
                    del self._carried[key]
                    raise
            except MediaUnavailable:
                del self._carried[key]
                raise

    def _connect(self, carried: Carried) -> None:
        participant, leg = carried.published.participant, carried.leg
        streams = [
            {name: stream[name] for name in FACTS if name in stream}
            for stream in carried.published.streams
        ]
        wanted = {"request": "add_remote_publisher", "id": participant, "streams": streams}
        ports = leg.ask({**wanted, "iface": leg.node.host})
        there: Message = {"host": leg.node.host, "port": ports["port"]}
        there["rtcp_port"] = ports["rtcp_port"]
        key = carried.home.node.secrets.plugin_admin
        about = {"publisher_id": participant, "remote_id": carried.remote_id, "admin_key": key}
        carried.home.ask({"request": "publish_remotely", **about, **there})

    def leave_unwatched(self, leg: Leg) -> None:
        """Stop carrying what nobody on this leg should be shown any more."""
        with self._lock:
            for carried in [each for each in self._carried.values() if each.leg is leg]:
                site = carried.published.site
                if not any(viewer.wants(site) for viewer in list(leg.viewers.values())):
                    self._end(carried)

    def stop(self, published: Published) -> None:
        """Stop carrying a publisher that went."""
        with self._lock:
            for carried in list(self._carried.values()):
                if carried.published.participant == published.participant:
                    self._end(carried)

    def drop(self, leg: Leg, participant: str) -> bool:
        """Note that a carried publisher is not on this leg any more; tell whether it was one."""
        return self._carried.pop((id(leg), participant), None) is not None

    def forget(self, leg: Leg, legs: Iterable[Leg]) -> None:
        """Note that a leg is gone, and what was carried to it and from it."""
        with self._lock:
            for key, carried in list(self._carried.items()):
                if carried.leg is leg:
                    del self._carried[key]
                elif carried.home is leg and carried.leg in legs:
                    self._end(carried)

    def _end(self, carried: Carried) -> None:
        participant = carried.published.participant
        self._carried.pop((id(carried.leg), participant), None)
        carried.leg.lose(participant)
        key = carried.home.node.secrets.plugin_admin
        about = {"publisher_id": participant, "remote_id": carried.remote_id, "admin_key": key}
        for leg, body in (
            (carried.home, {"request": "unpublish_remotely", **about}),
            (carried.leg, {"request": "remove_remote_publisher", "id": participant}),
        ):
            try:
                if leg.is_alive:
                    leg.ask(body)
            except MediaUnavailable as error:
                log.debug("%s was not carried any more: %r", participant, error)
