"""One site's connection to the engine."""

from collections.abc import Callable
from typing import Final

from aiortc import RTCSessionDescription
from aiortc.sdp import SessionDescription

from hub.core.clock import monotonic_s
from hub.gateways.media.engine import rtcp, rtp, sdp, seam
from hub.gateways.media.engine.connection import Connection
from hub.gateways.media.engine.track import SiteClock, Source, Track
from hub.gateways.media.interface import BadDescription, Kind

#: The feeds of an offer, by kind, in the order of its m-lines.
FEED_NAMES: Final = {Kind.AUDIO: ("audio",), Kind.VIDEO: ("main", "thumb")}


class Publisher(Connection):
    """Takes a site's packets and feeds its tracks."""

    def __init__(self, ended: Callable[[Connection], None]) -> None:
        super().__init__(ended)
        self.tracks: list[Track] = []
        self._by_ssrc: dict[int, Track] = {}
        self._by_mid: dict[str, Track] = {}
        self._mid_extension = 0
        self._clock = SiteClock()
        self._own_ssrc = 1
        self._wire: seam.Wire | None = None
        self.heard_at: float | None = None

    async def accept(self, offer: str, track_of: Callable[[str], Track]) -> str:
        """Take the offer and return the answer. Raises BadDescription.

        The tracks are taken over last, and nothing waits after that: until then they belong to
        the site's former connection, which may still be sending.
        """
        text = sdp.cleaned(offer)
        described = read_offer(text)
        names = feed_names(described)
        lines = [seam.add_line(self.peer, kind_of(name), "recvonly") for name in names]
        self._wire = seam.Wire(self.peer)
        self._wire.listen(self._take, self._hear)
        await self.peer.setRemoteDescription(RTCSessionDescription(text, "offer"))
        for line in lines:
            seam.ask_for_error_correction(line)
        self._own_ssrc = seam.ssrc_of(lines[0])
        self._mid_extension = seam.mid_extension(lines[0])
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        for name, media in zip(names, described.media, strict=True):
            track = track_of(name)
            self.tracks.append(track)
            self._by_mid[media.rtp.muxId] = track
            self._feed(track, media.ssrc[0].ssrc if media.ssrc else 0)
        return str(self.peer.localDescription.sdp)

    def _feed(self, track: Track, ssrc: int) -> None:
        if self._wire is not None:
            track.begin(Source(ssrc, self._own_ssrc, self._wire.send_control, self._clock))
        if ssrc:
            self._by_ssrc[ssrc] = track

    def _take(self, data: bytes) -> None:
        packet = rtp.parse(data)
        if packet is None:
            return
        track = self._by_ssrc.get(packet.ssrc) or self._recognised(data, packet.ssrc)
        if track is not None:
            self.heard_at = monotonic_s()
            track.receive(packet, self.heard_at)

    def _recognised(self, data: bytes, ssrc: int) -> Track | None:
        """Learn an SSRC the offer did not announce by the mid in its packets."""
        track = self._by_mid.get(rtp.find_mid(data, self._mid_extension))
        if track is not None and track.source is not None and not track.source.ssrc:
            self._feed(track, ssrc)
            return track
        return None

    def _hear(self, data: bytes) -> None:
        self.heard_at = now = monotonic_s()
        for heard in rtcp.parse(data):
            if isinstance(heard, rtcp.SenderReport) and heard.ssrc in self._by_ssrc:
                self._by_ssrc[heard.ssrc].hear(heard, now)

    def close(self) -> None:
        """End the connection; what is still under way no longer reaches the tracks."""
        self._by_ssrc.clear()
        self._by_mid.clear()
        super().close()

    def report(self, now: float, cap_kbps: int) -> None:
        """Tell the site how its streams arrive, and the most it may send.

        The cap is the same each time: aiortc's own estimate starves browsers.
        """
        if self._wire is None or not self._by_ssrc:
            return
        reports = [
            track.reception.report(ssrc, now)
            for ssrc, track in self._by_ssrc.items()
            if track.reception.received
        ]
        pictures = [ssrc for ssrc, track in self._by_ssrc.items() if track.kind is Kind.VIDEO]
        message = rtcp.receiver_report(self._own_ssrc, reports)
        if pictures:
            message += rtcp.bandwidth_cap(self._own_ssrc, cap_kbps * 1000, pictures)
        self._wire.send_control(message)


def kind_of(name: str) -> Kind:
    """Return what the feed of this name carries."""
    return Kind.AUDIO if name in FEED_NAMES[Kind.AUDIO] else Kind.VIDEO


def read_offer(text: str) -> SessionDescription:
    """Read a description. Raises BadDescription."""
    try:
        return SessionDescription.parse(text)
    except Exception as error:  # the parser lets any mistake of the text through
        raise BadDescription from error


def feed_names(described: SessionDescription) -> list[str]:
    """Return the feed each m-line carries. Raises BadDescription for others than we know."""
    left = {kind: list(names) for kind, names in FEED_NAMES.items()}
    names = []
    for media in described.media:
        if media.kind not in left or not left[media.kind]:
            raise BadDescription
        names.append(left[media.kind].pop(0))
    if not names:
        raise BadDescription
    return names
