"""A conference on one node: whom the node lists, and the connections this process holds there."""

import itertools
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from hub.core.clock import unix_ms
from hub.gateways.media.interface import Kind, MediaUnavailable
from hub.gateways.media.janus.feeds import MARK, Published, Source, read_publisher
from hub.gateways.media.janus.line import JanusRefuses, Line
from hub.gateways.media.janus.nodes import Node
from hub.gateways.media.janus.viewers import Viewer
from hub.gateways.media.wire import Message

ROOM_EXISTS: Final = 427
#: More than any meeting has; Janus wants a number.
MOST_PUBLISHERS: Final = 1000
#: Error correction makes sound bearable at 10 % loss.
OPUS: Final = {"codec": "opus", "fmtp": "minptime=10;useinbandfec=1"}
PICTURE: Final = {"codec": "vp8"}

log = logging.getLogger(__name__)
_numbers = itertools.count(1)


@dataclass(slots=True)
class Sending:
    """A site's own connection, held by this process."""

    handle: int
    published: Published  # as offered
    is_up: bool = False


@dataclass
class Leg:
    """The room on one node. One handle of ours, the steward, hears who publishes in it."""

    room: str
    node: Node
    line: Line  # the one it was opened over; a new line begins with no handles
    steward: int = 0
    placeholder: dict[Kind, Source] = field(default_factory=dict)
    published: dict[str, Published] = field(default_factory=dict)  # by participant
    sending: dict[str, Sending] = field(default_factory=dict)  # by site
    viewers: dict[str, Viewer] = field(default_factory=dict)  # by name

    @property
    def is_alive(self) -> bool:
        """Whether the node still knows our handles."""
        return self.line.is_open

    @property
    def names(self) -> set[str]:
        """Whoever is connected here."""
        return {*self.sending, *self.viewers}

    @property
    def load(self) -> int:
        """How many it serves: those connected through this process, sites of others too."""
        sites = {each.site for each in list(self.published.values()) if not each.is_carried}
        return len(self.names | sites)

    def open(self, cap_kbps: int, hear: Callable[["Leg", Message], None]) -> None:
        """Open the room on the node, or find it there. Raises MediaUnavailable."""
        secrets = self.node.secrets
        self.steward = self.node.attach(
            f"{self.room}//steward", lambda message: hear(self, message)
        )
        try:
            self.ask(
                {
                    "request": "create",
                    "admin_key": secrets.plugin_admin,
                    "pin": secrets.pin_of_room(self.room),
                    "signed_tokens": True,
                    "is_private": True,
                    "publishers": MOST_PUBLISHERS,
                    "bitrate": cap_kbps * 1000,
                    "bitrate_cap": True,
                    "fir_freq": 0,
                    "audiocodec": "opus",
                    "opus_fec": True,
                    "videocodec": "vp8",
                    "notify_joining": False,
                    "dummy_publisher": True,
                    "dummy_streams": [OPUS, PICTURE],
                }
            )
        except JanusRefuses as refusal:
            if refusal.number != ROOM_EXISTS:
                raise
        body = {**self.entry(), "ptype": "publisher", "id": f"steward{MARK}{new_number()}"}
        self.note_publishers(self.line.request(self.steward, body).get("publishers", ()))

    def entry(self) -> Message:
        """Return what every join of the room carries."""
        secrets = self.node.secrets
        return {
            "request": "join",
            "room": self.room,
            "pin": secrets.pin_of_room(self.room),
            "token": secrets.for_room(self.room),
        }

    def ask(self, body: Message) -> Message:
        """Ask something of the room itself, with its secret."""
        secret = self.node.secrets.of_room(self.room)
        return self.line.request(self.steward, {**body, "room": self.room, "secret": secret})

    def note_publishers(self, listed: Collection[Message]) -> list[Published]:
        """Keep whom the node lists, and return them; the placeholder it made is kept apart."""
        found = []
        for each in listed:
            published = read_publisher(each)
            if not each.get("dummy"):
                self.published[published.participant] = published
                found.append(published)
                continue
            for kind, name in ((Kind.AUDIO, "audio"), (Kind.VIDEO, "main")):
                mid = published.mids[name]
                self.placeholder[kind] = Source(published.participant, mid, is_placeholder=True)
        return found

    def lose(self, participant: str) -> None:
        """Note that the node took a publisher's streams off every slot."""
        self.published.pop(participant, None)
        for viewer in list(self.viewers.values()):
            viewer.lose(participant)

    def moderate(
        self,
        published: Published,
        muted: frozenset[Kind],
        before: frozenset[Kind] = frozenset(),
    ) -> None:
        """Have the node pass on what is not muted any more, and drop what is from now on."""
        for kind in muted ^ before:
            for mid in published.mids_of(kind):
                body = {"request": "moderate", "id": published.participant, "mid": mid}
                try:
                    self.ask({**body, "mute": kind in muted})
                except JanusRefuses as refusal:  # it left, or never sent this
                    log.debug("nothing to mute: %s", refusal.reason)

    def let_go(self, name: str) -> None:
        """End what a name publishes and watches through this process."""
        sending, viewer = self.sending.pop(name, None), self.viewers.pop(name, None)
        for each in (sending, viewer):
            if each is not None:
                self.node.detach(self.line, each.handle)


def destroy(room: str, node: Node) -> None:
    """End a room on a node, whoever is in it. A room or node that is gone is no mistake."""
    body = {"request": "destroy", "room": room, "secret": node.secrets.of_room(room)}
    try:
        line = node.line
        handle = line.attach(f"{room}//end")
        try:
            line.request(handle, body)
        finally:
            line.detach(handle)
    except MediaUnavailable as error:
        log.info("%s was not ended on %s: %r", room, node.url, error)


def new_number() -> str:
    """Return a number that later connections exceed, in this process and in others."""
    return f"{unix_ms():012x}{next(_numbers) & 0xFFFF:04x}"
