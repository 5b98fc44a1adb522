"""One watching connection: numbered slots that turn to other sites without a new offer.

All slots begin on the room's placeholder, a publisher Janus makes itself, so a slot can wait for
a site. When a publisher goes, Janus takes its streams off the slots and wants a new description
as soon as they are used again; nothing in it that a browser cares about has changed, so the hub
answers with the browser's own answer, and the browser never hears of it.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hub.gateways.media.interface import (
    BadDescription,
    Feed,
    Kind,
    Layer,
    MediaUnavailable,
)
from hub.gateways.media.janus.descriptions import with_streams
from hub.gateways.media.janus.feeds import Source
from hub.gateways.media.janus.line import JanusRefuses, Line
from hub.gateways.media.wire import Message

#: More m-lines make an offer browsers take seconds to answer.
MOST_SLOTS: Final = 128
ASK_AGAIN_AFTER_S: Final = 0.7
#: A site that has stopped sending a size sends it again at the next change.
MOST_TRIES: Final = 8

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Slot:
    """What a slot should show, and what Janus sends in it. None: its publisher is gone."""

    feed: Feed
    shown: Source | None


class Viewer:
    """A subscriber handle."""

    def __init__(
        self, name: str, line: Line, handle: int, source_of: Callable[[Feed], Source]
    ) -> None:
        """`source_of` finds what shows a feed; the placeholder when nothing does."""
        self.name = name
        self.handle = handle
        self.slots: list[Slot] = []
        self.is_up = False
        self._line = line
        self._source_of = source_of
        self._answer = ""
        self._awaited: dict[str, int] = {}  # sizes asked for and not yet sent, by slot
        self._tries = 0
        self._turn = threading.RLock()  # one change at a time: Janus answers in order

    def join(self, entry: Message, feeds: Sequence[Feed]) -> str:
        """Return the offer with one slot per feed. Raises BadDescription."""
        if not 0 < len(feeds) <= MOST_SLOTS:
            raise BadDescription
        self.slots = [Slot(feed, self._source_of(Feed(feed.kind))) for feed in feeds]
        streams = [
            {"feed": slot.shown.participant, "mid": slot.shown.mid}
            for slot in self.slots
            if slot.shown is not None
        ]
        body = {**entry, "ptype": "subscriber", "autoupdate": False, "streams": streams}
        done = self._line.request(self.handle, body)
        return with_streams(done["jsep"]["sdp"], list(feeds))

    def take_answer(self, sdp: str) -> None:
        """Take the browser's answer; from now on the slots are fed. Raises BadDescription."""
        with self._turn:
            if self._answer or not sdp.startswith("v=0"):
                raise BadDescription
            self._start(sdp)
            self._answer = sdp
        self.settle()

    def show(self, number: int, feed: Feed) -> None:
        """Turn a slot. Raises BadDescription when there is none of this kind."""
        if not 0 <= number < len(self.slots) or self.slots[number].feed.kind is not feed.kind:
            raise BadDescription
        self.slots[number].feed = feed
        self.settle()

    def layer(self, site: str, layer: Layer) -> None:
        """Show the site's picture in this size in every slot that shows it."""
        for slot in self.slots:
            if slot.feed.site == site and slot.feed.kind is Kind.VIDEO:
                slot.feed = Feed(Kind.VIDEO, site, layer)
        self.settle()

    def lose(self, participant: str) -> None:
        """Note that Janus took this publisher's streams off the slots."""
        for slot in self.slots:
            if slot.shown is not None and slot.shown.participant == participant:
                slot.shown = None

    def shows(self, participant: str) -> int:
        """Return how many slots are fed by this publisher."""
        return sum(slot.shown is not None and slot.shown.participant == participant
                   for slot in self.slots)  # fmt: skip

    def wants(self, site: str) -> bool:
        """Tell whether a slot should show the site."""
        return any(slot.feed.site == site for slot in self.slots)

    def settle(self) -> None:
        """Make Janus send what the slots should show."""
        with self._turn:
            if not self._answer:
                return
            wanted = [self._source_of(slot.feed) for slot in self.slots]
            pairs = [
                (number, slot, source)
                for number, (slot, source) in enumerate(zip(self.slots, wanted, strict=True))
                if slot.shown != source and not (slot.shown is None and source.is_placeholder)
            ]
            try:
                self._turn_slots(pairs)
            except JanusRefuses as refusal:  # it went this moment; news of that is on the way
                log.debug("a slot could not be turned: %s", refusal.reason)
                return
            for _, slot, source in pairs:
                slot.shown = source

    def _turn_slots(self, pairs: Sequence[tuple[int, Slot, Source]]) -> None:
        turned = [
            {"feed": source.participant, "mid": source.mid, "sub_mid": str(number)}
            for number, slot, source in pairs
            if slot.shown is None
            or (slot.shown.participant, slot.shown.mid) != (source.participant, source.mid)
        ]
        if turned:
            body: Message = {"request": "switch", "streams": turned}
            self.renew(self._line.request(self.handle, body))
        sizes = [
            {"mid": str(number), "substream": source.substream, "temporal": 2}
            for number, _, source in pairs
            if source.substream is not None
        ]
        for number, _, source in pairs:
            self._tries = 0
            self._awaited.pop(str(number), None)
            if source.substream is not None:
                self._awaited[str(number)] = source.substream
        if sizes:
            self._ask_sizes(sizes)

    def _ask_sizes(self, sizes: list[Message]) -> None:
        """Ask for sizes, and again until Janus sends them.

        A size begins with a key frame. A browser makes none twice within 300 ms, however often
        it is asked, and Janus asks once.
        """
        self._line.request(self.handle, {"request": "configure", "streams": sizes})
        timer = threading.Timer(ASK_AGAIN_AFTER_S, self._insist)
        timer.daemon = True
        timer.start()

    def _insist(self) -> None:
        with self._turn:
            sizes: list[Message] = [
                {"mid": mid, "substream": substream, "temporal": 2}
                for mid, substream in self._awaited.items()
            ]
            if not sizes or self._tries >= MOST_TRIES or not self._line.is_open:
                return
            self._tries += 1
            try:
                self._ask_sizes(sizes)
            except MediaUnavailable as error:
                log.debug("a size could not be asked for again: %r", error)

    def confirm(self, mid: str, substream: int) -> None:
        """Note that Janus sends this size in a slot now."""
        if self._awaited.get(mid) == substream:
            self._awaited.pop(mid, None)

    def renew(self, done: Message) -> None:
        """Answer a new description of the same slots, if there is one."""
        if "jsep" in done and self._answer:
            self._start(self._answer)

    def _start(self, sdp: str) -> None:
        self._line.request(self.handle, {"request": "start"}, {"type": "answer", "sdp": sdp})
