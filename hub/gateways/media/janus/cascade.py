"""A site's stream carried from its own node to another on which somebody watches it.

Between nodes Janus 1.1.2 sends plain RTP: keep them on one private network. A site is carried to
a node once by each process of the hub, however many watch it there, and only while somebody
does. Its id says that it is carried and by which process, so the others know it for what it is.
"""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hub.gateways.media.interface import MediaUnavailable
from hub.gateways.media.janus.feeds import CARRIED, Published
from hub.gateways.media.janus.legs import Leg
from hub.gateways.media.wire import Message

#: What another node has to know of a stream.
FACTS: Final = ("type", "mindex", "mid", "codec", "fec", "dtx", "simulcast", "svc", "description")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Carried:
    """One publisher on a node that is not its own."""

    home: Leg
    leg: Leg
    published: Published
    participant: str  # there
    remote_id: str


class Cascade:
    """Which publishers this process carries where."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._carried: dict[tuple[int, str], Carried] = {}
        self._lock = threading.RLock()

    def bring(self, home: Leg, leg: Leg, published: Published) -> str:
        """Carry a publisher to a leg, unless it is there; return its id there.

        Raises MediaUnavailable.
        """
        key = (id(leg), published.participant)
        with self._lock:
            if key in self._carried:
                return self._carried[key].participant
            there = f"{published.participant}{CARRIED}{self._process}"
            carried = Carried(home, leg, published, there, remote_id(leg, there))
            self._carried[key] = carried
            try:
                self._connect(carried)
            except MediaUnavailable:
                del self._carried[key]
                raise
            return there

    def _connect(self, carried: Carried) -> None:
        participant, leg = carried.published.participant, carried.leg
        streams = [
            {name: stream[name] for name in FACTS if name in stream}
            for stream in carried.published.streams
        ]
        wanted = {
            "request": "add_remote_publisher", "id": carried.participant, "streams": streams
        }  # fmt: skip
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
        """Note that a carried publisher is not on this leg any more; tell whether it was ours."""
        key = (id(leg), participant.partition(CARRIED)[0])
        carried = self._carried.get(key)
        if carried is None or carried.participant != participant:
            return False
        del self._carried[key]
        return True

    def clear(self, published: Published, legs: Iterable[Leg]) -> None:
        """End what processes that died carried of a publisher that went."""
        for leg in legs:
            for participant in list(leg.published):
                if participant.startswith(published.participant + CARRIED):
                    self._remove(leg, participant)

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
        carried.leg.lose(carried.participant)
        key = carried.home.node.secrets.plugin_admin
        about = {"publisher_id": participant, "remote_id": carried.remote_id, "admin_key": key}
        self._try(carried.home, {"request": "unpublish_remotely", **about})
        self._remove(carried.leg, carried.participant)

    def _remove(self, leg: Leg, participant: str) -> None:
        self._try(leg, {"request": "remove_remote_publisher", "id": participant})

    def _try(self, leg: Leg, body: Message) -> None:
        try:
            if leg.is_alive:
                leg.ask(body)
        except MediaUnavailable as error:
            log.debug("it was not carried any more: %r", error)


def remote_id(leg: Leg, participant: str) -> str:
    """Return under which name a publisher's own node knows that it is carried to a leg."""
    return f"{participant}@{leg.node.url}"
