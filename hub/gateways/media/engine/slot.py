"""One place of one viewer: packets renumbered so that its decoder sees a single stream.

The viewer knows one SSRC per slot. Sequence numbers, timestamps and VP8 picture ids go on without
a jump when the slot turns to another site, so no new offer is needed.
"""

from collections.abc import Callable
from secrets import randbelow
from typing import Final

from hub.gateways.media.engine import rtcp, rtp
from hub.gateways.media.engine.reception import Measured
from hub.gateways.media.engine.track import CLOCK_HZ, RING, Track
from hub.gateways.media.interface import Feed, Kind

#: SRTP receivers can miss the first wrap of a stream that starts high; so start low.
FIRST_SEQ_BELOW: Final = 0x8000
#: Sent again at most this many packets for one request, so that a bad line can't amplify.
MOST_AT_ONCE: Final = 64
CNAME: Final = b"hub"


class Slot:
    """Shows one track at a time, and turns to the next one at its first key frame."""

    def __init__(self, feed: Feed, ssrc: int, send: Callable[[bytes], None]) -> None:
        self.feed = feed
        self.kind = feed.kind
        self.ssrc = ssrc
        self.payload_type = 0
        self.packets = 0
        self.octets = 0
        self.resent = 0
        self._reported: list[rtcp.Report] = []  # since the last measurement
        self._missed: set[int] = set()  # numbers the viewer asked for again since then
        self._measured = (0, 0)  # packets and octets at that time
        self.shown: Track | None = None
        self._next: Track | None = None
        self._in_step = False
        self._send = send
        self._seq_shift = self._timestamp_shift = self._picture_shift = 0
        self._newest = 0  # arriving number of the newest packet passed on
        self._span = 0  # how many numbers back the present run of packets began
        self._last_seq = randbelow(FIRST_SEQ_BELOW)
        self._last_timestamp = randbelow(1 << 31)
        self._last_picture = 0
        self._last_at = 0.0

    def turn_to(self, track: Track | None) -> None:
        """Show this track. A picture stays until the first key frame of the next one."""
        if track is None or track is self.shown:
            self._leave_next()
        if track is None:
            self._leave_shown()
        elif track is self.shown:
            return
        elif self.kind is Kind.AUDIO:
            self._leave_shown()
            self._show(track)
            track.slots.append(self)
        elif track is not self._next:
            self._leave_next()
            self._next = track
            track.slots.append(self)
            track.want_keyframe()

    def _leave_next(self) -> None:
        if self._next is not None:
            self._next.slots.remove(self)
            self._next = None

    def _leave_shown(self) -> None:
        if self.shown is not None:
            self.shown.slots.remove(self)
            self.shown = None

    def _show(self, track: Track) -> None:
        self.shown = track
        self._in_step = False

    def lose_step(self) -> None:
        """Wait for a point where the decoder can begin again."""
        self._in_step = False

    def take(self, track: Track, packet: rtp.Packet, now: float) -> None:
        """Pass on a packet of a track this slot listens to."""
        if track is not self.shown:
            if not packet.starts_keyframe:
                return
            self._leave_shown()
            self._next = None
            self._show(track)
        if not self._in_step:
            if self.kind is Kind.VIDEO and not packet.starts_keyframe:
                return
            self._begin_run(track, packet, now)
        if self._is_in_run(packet.seq):
            self._pass_on(packet, now)

    def _begin_run(self, track: Track, packet: rtp.Packet, now: float) -> None:
        """Set the shifts so that this packet follows the last one sent."""
        passed_s = min(now - self._last_at, 3600.0) if self._last_at else 0.0
        ticks = max(int(passed_s * track.clock_hz), track.clock_hz // 50)
        self._seq_shift = self._last_seq + 1 - packet.seq
        self._timestamp_shift = self._last_timestamp + ticks - packet.timestamp
        self._picture_shift = self._last_picture + 1 - packet.picture
        self._newest, self._span = packet.seq, 0
        self._in_step = True

    def _is_in_run(self, seq: int) -> bool:
        step = (seq - self._newest) & 0xFFFF
        if step < rtp.HALF:
            self._newest = seq
            self._span += step
            return True
        return 0x10000 - step <= self._span  # late, but not older than the run

    def _pass_on(self, packet: rtp.Packet, now: float) -> None:
        data = self._renumbered(packet)
        seq = (packet.seq + self._seq_shift) & 0xFFFF
        if (seq - self._last_seq) & 0xFFFF < rtp.HALF:
            self._last_seq = seq
            self._last_timestamp = (packet.timestamp + self._timestamp_shift) & 0xFFFFFFFF
            self._last_picture = packet.picture + self._picture_shift
            self._last_at = now
        self.packets += 1
        self.octets += len(packet.payload)
        self._send(data)

    def _renumbered(self, packet: rtp.Packet) -> bytes:
        payload = packet.payload
        if packet.picture_at:
            payload = rtp.with_picture(packet, packet.picture + self._picture_shift)
        return (
            rtp.HEADER.pack(
                rtp.PLAIN,
                packet.marker | self.payload_type,
                (packet.seq + self._seq_shift) & 0xFFFF,
                (packet.timestamp + self._timestamp_shift) & 0xFFFFFFFF,
                self.ssrc,
            )
            + payload
        )

    def send_again(self, seqs: tuple[int, ...]) -> None:
        """Answer a viewer that missed these (outgoing) numbers, as far as they are still kept."""
        if self.shown is None or not self._in_step:
            return
        self._missed.update(seqs)
        for seq in seqs[:MOST_AT_ONCE]:
            arriving = (seq - self._seq_shift) & 0xFFFF
            age = (self._newest - arriving) & 0xFFFF
            packet = self.shown.kept(arriving) if age <= min(self._span, RING) else None
            if packet is not None:
                self.resent += 1
                self._send(self._renumbered(packet))

    def note(self, report: rtcp.Report) -> None:
        """Keep what the viewer says about this slot."""
        self._reported.append(report)

    def take_measured(self) -> Measured:
        """Return how the slot reached the viewer since the last call."""
        before, self._measured = self._measured, (self.packets, self.octets)
        packets = self.packets - before[0]
        reports, missed = self._reported, len(self._missed)
        self._reported, self._missed = [], set()
        if not reports or not packets:
            return Measured(packets, None, None, self.octets - before[1])
        said_pct = sum(each.fraction_lost for each in reports) / len(reports) * 100 / 256
        jitter = sum(each.jitter for each in reports) / len(reports)
        lost_pct = max(said_pct, 100 * missed / (packets + missed))
        jitter_ms = jitter * 1000 / CLOCK_HZ[self.kind]
        return Measured(packets, lost_pct, jitter_ms, self.octets - before[1])

    def want_keyframe(self) -> None:
        """Pass the viewer's wish on to the site."""
        for track in (self.shown, self._next):
            if track is not None:
                track.want_keyframe()

    def sender_report(self, now: float, ntp: int) -> bytes:
        """Return the report that ties this slot's timestamps to our clock, or nothing yet."""
        if self.shown is None or not self._in_step or not self.packets:
            return b""
        timestamp = self.shown.timestamp_at(now)
        if timestamp is None:
            return b""
        shifted = (timestamp + self._timestamp_shift) & 0xFFFFFFFF
        report = rtcp.SenderReport(self.ssrc, ntp, shifted)
        return rtcp.sender_report(report, self.packets, self.octets) + rtcp.description(
            self.ssrc, CNAME
        )
