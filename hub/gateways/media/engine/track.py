"""One feed of one site, as it arrives. It outlives the site's connections."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hub.gateways.media.engine import rtcp, rtp
from hub.gateways.media.engine.reception import Gaps, Measured, Reception
from hub.gateways.media.interface import FeedStats, Kind

if TYPE_CHECKING:
    from hub.gateways.media.engine.slot import Slot

CLOCK_HZ: Final = {Kind.AUDIO: 48_000, Kind.VIDEO: 90_000}

#: Packets kept to answer viewers that missed some: four seconds of a 1 Mbit/s picture.
RING: Final = 512
#: A key frame is many times the size of another; two a second would eat the line.
BETWEEN_KEYFRAMES_S: Final = 0.5


@dataclass(slots=True)
class SiteClock:
    """Where a site's clock stands against ours. One for its sound and pictures, for lip-sync."""

    ahead_s: float | None = None

    def hear(self, ntp_s: float, now: float) -> None:
        """Keep the largest lead seen: the report that travelled fastest tells best."""
        ahead = ntp_s - now
        if self.ahead_s is None or ahead > self.ahead_s:
            self.ahead_s = ahead


@dataclass(slots=True)
class Source:
    """The connection a track is fed by at present."""

    ssrc: int
    own_ssrc: int
    send_control: Callable[[bytes], None]
    clock: SiteClock


class Track:
    """Passes arriving packets to the slots that show them, and keeps the stream whole."""

    def __init__(self, name: str, kind: Kind) -> None:
        self.name = name
        self.kind = kind
        self.clock_hz = CLOCK_HZ[kind]
        self.muted = False
        self.slots: list[Slot] = []
        self.source: Source | None = None
        self.reception = Reception(self.clock_hz)
        self._gaps = Gaps()
        self._ring: list[rtp.Packet | None] = [None] * RING
        self._keyframe_wanted = False
        self._keyframe_asked_at = -BETWEEN_KEYFRAMES_S
        self._reported: tuple[int, float] | None = None  # RTP timestamp, our time
        self._octets_before = 0
        self._measured = (0, 0, 0)  # packets received, lost, octets at the last measurement
        self.kbps = 0.0

    def begin(self, source: Source) -> None:
        """Be fed by a new connection; the slots go on with its first key frame."""
        self.source = source
        self.reception = Reception(self.clock_hz)
        self._gaps = Gaps()
        self._ring = [None] * RING
        self._reported = None
        self._octets_before = 0
        self._measured = (0, 0, 0)
        self.start_over()

    def end(self) -> None:
        """Be fed by nobody."""
        self.source = None
        self.kbps = 0.0

    def start_over(self) -> None:
        """Let every slot wait for a point where a decoder can begin."""
        for slot in self.slots:
            slot.lose_step()
        self.want_keyframe()

    def want_keyframe(self) -> None:
        """Ask the site for a key frame as soon as that is allowed again, until one comes."""
        self._keyframe_wanted = self.kind is Kind.VIDEO

    def receive(self, packet: rtp.Packet, now: float) -> None:
        """Take one packet from the site."""
        self.reception.count(packet, now)
        if self._gaps.note(packet.seq, now):
            self.want_keyframe()
        if self.muted:
            return
        if self.kind is Kind.VIDEO:
            rtp.read_vp8(packet)
            if packet.starts_keyframe:
                self._keyframe_wanted = False
        self._ring[packet.seq % RING] = packet
        for slot in self.slots:
            slot.take(self, packet, now)

    def kept(self, seq: int) -> rtp.Packet | None:
        """Return a recent packet by its number."""
        packet = self._ring[seq % RING]
        return packet if packet is not None and packet.seq == seq else None

    def hear(self, report: rtcp.SenderReport, now: float) -> None:
        """Take the site's clock for this stream."""
        self.reception.hear(report, now)
        if self.source is not None:
            ntp_s = report.ntp / 2**32
            self.source.clock.hear(ntp_s, now)
            self._reported = (report.timestamp, ntp_s)

    def timestamp_at(self, now: float) -> int | None:
        """Return the RTP timestamp of this moment; None before the site told its clock."""
        if self.source is None or self._reported is None or self.source.clock.ahead_s is None:
            return None
        timestamp, ntp_s = self._reported
        passed_s = now + self.source.clock.ahead_s - ntp_s
        return int(timestamp + passed_s * self.clock_hz) & 0xFFFFFFFF

    def ask(self, now: float) -> None:
        """Ask the site for what is missing. Called several times a second."""
        if self.source is None:
            return
        source = self.source
        if self.kind is Kind.VIDEO and (seqs := self._gaps.to_ask(now)):
            source.send_control(rtcp.missing(source.own_ssrc, source.ssrc, seqs))
        waited = now - self._keyframe_asked_at >= BETWEEN_KEYFRAMES_S
        if self._keyframe_wanted and waited and not self.muted:
            self._keyframe_asked_at = now
            source.send_control(rtcp.picture_loss(source.own_ssrc, source.ssrc))

    def measure(self, passed_s: float) -> None:
        """Work out the bit rate since the last call."""
        octets = self.reception.octets
        self.kbps = (octets - self._octets_before) * 8 / 1000 / passed_s
        self._octets_before = octets

    def take_measured(self) -> Measured:
        """Return how the stream arrived since the last call. Only pictures are asked for again."""
        reception = self.reception
        lost = self._gaps.lost if self.kind is Kind.VIDEO else reception.lost
        before, self._measured = self._measured, (reception.received, lost, reception.octets)
        packets, lost, octets = (
            max(now - then, 0) for now, then in zip(self._measured, before, strict=True)
        )
        pct = 100 * lost / (packets + lost) if packets else None
        return Measured(packets, pct, reception.jitter_ms, octets)

    def stats(self, now: float) -> FeedStats:
        """Return what arrives."""
        reception = self.reception
        return FeedStats(
            name=self.name,
            packets=reception.received,
            lost=reception.lost,
            jitter_ms=round(reception.jitter_ms, 1),
            kbps=round(self.kbps, 1),
            silent_s=None if reception.last_at is None else round(now - reception.last_at, 2),
            watched=len(self.slots),
        )
