"""Who publishes and who watches, room by room."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from typing import Final

from hub.gateways.media.engine import sdp
from hub.gateways.media.engine.connection import Connection
from hub.gateways.media.engine.publisher import Publisher, kind_of
from hub.gateways.media.engine.slot import Slot
from hub.gateways.media.engine.track import Track
from hub.gateways.media.engine.viewer import Viewer
from hub.gateways.media.interface import (
    BadDescription,
    Feed,
    Kind,
    Layer,
    NoSuchViewer,
    RoomFull,
    RoomStats,
    SiteStats,
)

MOST_SITES: Final = 200
#: Joins are spread out: a handshake takes some 10 ms of the loop that forwards everyone's packets.
BETWEEN_JOINS_S: Final = 0.03

log = logging.getLogger(__name__)


class Pace:
    """Lets one through at a time, some milliseconds apart."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Wait for one's turn."""
        async with self._turn:
            await asyncio.sleep(BETWEEN_JOINS_S)


class Room:
    """One conference. Tracks stay when a site's connection ends, so that slots find it again."""

    def __init__(self, pace: Pace, announce: str) -> None:
        self.publishers: dict[str, Publisher] = {}
        self.viewers: dict[str, Viewer] = {}
        self.tracks: dict[tuple[str, str], Track] = {}
        self.muted: dict[str, frozenset[Kind]] = {}
        self._pace = pace
        self._announce = announce

    async def publish(self, site: str, offer: str) -> str:
        """Take a site's offer and return the answer. Raises RoomFull, BadDescription."""
        if site not in self.publishers and len(self.publishers) >= MOST_SITES:
            raise RoomFull
        await self._pace.wait()
        publisher = Publisher(lambda connection: self._left(site, connection))
        try:
            answer = await publisher.accept(offer, lambda name: self._track(site, name))
        except Exception as error:
            publisher.close()
            raise refused(error) from error
        former = self.publishers.get(site)
        self.publishers[site] = publisher
        if former is not None:
            former.close()
            self._end_feeds(site, but=publisher.tracks)
        self._turn_slots_of(site)
        return sdp.announced(answer, self._announce)

    def _left(self, site: str, connection: Connection) -> None:
        if self.publishers.get(site) is connection:
            del self.publishers[site]
            self._end_feeds(site, but=())

    def _end_feeds(self, site: str, *, but: Collection[Track]) -> None:
        for name in ("audio", "main", "thumb"):
            track = self._track(site, name)
            if track not in but:
                track.end()

    async def watch(self, viewer: str, feeds: Sequence[Feed]) -> str:
        """Return an offer with one slot per feed. Raises BadDescription."""
        await self._pace.wait()
        watching = Viewer(viewer, lambda connection: self._stopped(viewer, connection))
        try:
            offer = await watching.offer(feeds)
        except Exception as error:
            watching.close()
            raise refused(error) from error
        former = self.viewers.get(viewer)
        self.viewers[viewer] = watching
        if former is not None:
            former.close()
        return sdp.announced(offer, self._announce)

    def _stopped(self, viewer: str, connection: Connection) -> None:
        if self.viewers.get(viewer) is connection:
            del self.viewers[viewer]

    async def answer(self, viewer: str, text: str) -> None:
        """Take the browser's answer; from now on its slots are fed. Raises BadDescription."""
        watching = self._viewer(viewer)
        await self._pace.wait()
        try:
            await watching.take_answer(text)
        except Exception as error:
            raise refused(error) from error
        for slot in watching.slots:
            self._turn(slot, slot.feed)

    def show(self, viewer: str, number: int, feed: Feed) -> None:
        """Show something else in a slot. Raises NoSuchViewer, BadDescription."""
        self._turn(self._viewer(viewer).slot(number, feed.kind), feed)

    def layer(self, viewer: str, site: str, layer: Layer) -> None:
        """Show this picture of the site wherever the viewer sees the site."""
        for slot in self._viewer(viewer).slots:
            if slot.feed.site == site and slot.kind is Kind.VIDEO:
                self._turn(slot, Feed(Kind.VIDEO, site, layer))

    def mute(self, site: str, muted: Collection[Kind]) -> None:
        """Forward none of these kinds from the site, and the others again."""
        self.muted[site] = frozenset(muted)
        for name in ("audio", "main", "thumb"):
            track = self._track(site, name)
            muting = track.kind in self.muted[site]
            if track.muted and not muting:
                track.start_over()
            track.muted = muting

    def kick(self, name: str) -> None:
        """End what this name publishes and watches."""
        for connection in (self.publishers.get(name), self.viewers.get(name)):
            if connection is not None:
                connection.close()

    def close(self) -> list[Connection]:
        """End every connection, and return them: they close in the background."""
        connections = [*self.publishers.values(), *self.viewers.values()]
        for connection in connections:
            connection.close()
        return connections

    def ask(self, now: float) -> None:
        """Ask every site for what is missing."""
        for track in self.tracks.values():
            track.ask(now)

    def report(self, now: float, passed_s: float, cap_kbps: int) -> None:
        """Exchange reports with everyone."""
        for track in self.tracks.values():
            track.measure(passed_s)
        for publisher in self.publishers.values():
            publisher.report(now, cap_kbps)
        for viewer in self.viewers.values():
            viewer.report(now)

    def stats(self, room: str, now: float) -> RoomStats:
        """Return everything the room carries."""
        sites = (
            SiteStats(
                site,
                publisher.state,
                self.muted.get(site, frozenset()),
                tuple(track.stats(now) for track in publisher.tracks),
            )
            for site, publisher in self.publishers.items()
        )
        return RoomStats(room, tuple(sites), tuple(each.stats() for each in self.viewers.values()))

    def _viewer(self, name: str) -> Viewer:
        viewer = self.viewers.get(name)
        if viewer is None:
            raise NoSuchViewer
        return viewer

    def _track(self, site: str, name: str) -> Track:
        track = self.tracks.get((site, name))
        if track is None:
            track = self.tracks[site, name] = Track(name, kind_of(name))
            track.muted = track.kind in self.muted.get(site, ())
        return track

    def _turn(self, slot: Slot, feed: Feed) -> None:
        slot.feed = feed
        slot.turn_to(self._shown_by(feed))

    def _turn_slots_of(self, site: str) -> None:
        """Choose again between the pictures of a site: its new connection may have others."""
        for viewer in self.viewers.values():
            for slot in viewer.slots:
                if slot.feed.site == site and slot.payload_type:
                    slot.turn_to(self._shown_by(slot.feed))

    def _shown_by(self, feed: Feed) -> Track | None:
        if not feed.site or (feed.layer is Layer.OFF and feed.kind is Kind.VIDEO):
            return None
        if feed.kind is Kind.AUDIO:
            return self._track(feed.site, "audio")
        thumb = self._track(feed.site, "thumb")
        if feed.layer is not Layer.MAIN and (thumb.source or feed.site not in self.publishers):
            return thumb
        return self._track(feed.site, "main")


def refused(error: Exception) -> Exception:
    """Return what the browser's text did wrong as a refusal; aiortc raises all kinds."""
    if isinstance(error, BadDescription | OSError):
        return error
    log.info("a session description was refused: %r", error)
    return BadDescription()
