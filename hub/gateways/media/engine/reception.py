"""How one stream arrives: what is lost, how unevenly it comes, what is asked for again."""

from dataclasses import dataclass, field
from typing import Final

from hub.gateways.media.engine.rtcp import Report, SenderReport
from hub.gateways.media.engine.rtp import HALF, Packet

#: A hole longer than this is not repaired packet by packet; a key frame is asked for.
LONGEST_GAP: Final = 64
#: Older packets would come too late to be shown.
REPAIR_FOR_S: Final = 1.0
ASK_AGAIN_AFTER_S: Final = 0.1
NEVER: Final = float("-inf")


@dataclass(frozen=True, slots=True)
class Measured:
    """One stream of one line, over the time since it was last measured."""

    packets: int
    lost_pct: float | None  # before repair
    jitter_ms: float | None
    octets: int


@dataclass(slots=True)
class Reception:
    """Counts of RFC 3550 Appendix A.3 and A.8 for one SSRC."""

    clock_hz: int
    first_seq: int = -1
    highest_seq: int = 0  # extended by the number of wraps
    received: int = 0
    octets: int = 0
    jitter: float = 0.0
    last_at: float | None = None
    _last_transit: float | None = None
    _last_timestamp: int = -1
    _expected_before: int = 0
    _received_before: int = 0
    _sender_report: SenderReport | None = None
    _sender_report_at: float = 0.0

    def count(self, packet: Packet, now: float) -> None:
        """Note one packet, which arrived at `now` (seconds)."""
        self.received += 1
        self.octets += len(packet.payload)
        self.last_at = now
        if self.first_seq < 0:
            self.first_seq = self.highest_seq = packet.seq
        step = (packet.seq - self.highest_seq) & 0xFFFF
        if step >= HALF:
            return
        self.highest_seq += step
        if packet.timestamp != self._last_timestamp:
            self._last_timestamp = packet.timestamp
            self._note_transit(now * self.clock_hz - packet.timestamp)

    def _note_transit(self, transit: float) -> None:
        if self._last_transit is not None:
            change = abs(transit - self._last_transit)
            if change < self.clock_hz * 10:  # else the 32-bit timestamp wrapped or jumped
                self.jitter += (change - self.jitter) / 16
        self._last_transit = transit

    @property
    def expected(self) -> int:
        """How many packets were sent, as far as the numbers tell."""
        return 0 if self.first_seq < 0 else self.highest_seq - self.first_seq + 1

    @property
    def lost(self) -> int:
        """How many never came. Packets that came twice do not make it negative."""
        return max(self.expected - self.received, 0)

    @property
    def jitter_ms(self) -> float:
        """Interarrival jitter in milliseconds."""
        return self.jitter * 1000 / self.clock_hz

    def hear(self, report: SenderReport, now: float) -> None:
        """Keep the sender's clock for the next report."""
        self._sender_report, self._sender_report_at = report, now

    def report(self, ssrc: int, now: float) -> Report:
        """Return the report since the last one."""
        expected = self.expected - self._expected_before
        lost = expected - (self.received - self._received_before)
        self._expected_before, self._received_before = self.expected, self.received
        fraction = min((lost << 8) // expected, 255) if expected > 0 and lost > 0 else 0
        heard = self._sender_report
        return Report(
            ssrc, fraction, self.lost, self.highest_seq & 0xFFFFFFFF, int(self.jitter),
            0 if heard is None else heard.ntp >> 16 & 0xFFFFFFFF,
            0 if heard is None else int((now - self._sender_report_at) * 65536) & 0xFFFFFFFF,
        )  # fmt: skip


@dataclass(slots=True)
class Gaps:
    """Packets that did not come yet, and when each was missed and asked for."""

    newest: int = -1
    lost: int = 0  # not here when they were due, whether or not they came when asked for
    _missed: dict[int, tuple[float, float]] = field(default_factory=dict)

    def note(self, seq: int, now: float) -> bool:
        """Note an arrival. True when the hole before it is too long to repair."""
        if self.newest < 0:
            self.newest = seq
            return False
        step = (seq - self.newest) & 0xFFFF
        if step >= HALF:
            self._missed.pop(seq, None)
            return False
        before, self.newest = self.newest, seq
        if step > LONGEST_GAP:
            self._missed.clear()
            self.lost += step - 1
            return True
        for hole in range(1, step):
            self._missed[(before + hole) & 0xFFFF] = (now, NEVER)
        return False

    def to_ask(self, now: float) -> list[int]:
        """Return the numbers to ask for now, in order, and forget those too old to matter."""
        asked = []
        for seq, (missed_at, asked_at) in list(self._missed.items()):
            if now - missed_at > REPAIR_FOR_S:
                del self._missed[seq]
            elif now - asked_at >= ASK_AGAIN_AFTER_S:
                self.lost += asked_at == NEVER
                self._missed[seq] = (missed_at, now)
                asked.append(seq)
        return asked
