"""One viewer's connection to the engine."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from aiortc import RTCSessionDescription

from hub.core.clock import monotonic_s
from hub.gateways.media.engine import rtcp, sdp, seam
from hub.gateways.media.engine.connection import Connection
from hub.gateways.media.engine.network import ntp_at
from hub.gateways.media.engine.slot import Slot
from hub.gateways.media.interface import BadDescription, Feed, Kind, ViewerStats

#: More m-lines make an offer browsers take seconds to answer.
MOST_SLOTS: Final = 128
#: Sender reports that fit in one packet.
REPORTS_AT_ONCE: Final = 16


class Viewer(Connection):
    """Sends one viewer what its slots show."""

    def __init__(self, name: str, ended: Callable[[Connection], None]) -> None:
        super().__init__(ended)
        self.name = name
        self.slots: list[Slot] = []
        self._by_ssrc: dict[int, Slot] = {}
        self._lines: list[Any] = []
        self._wire: seam.Wire | None = None
        self._rtt_ms: float | None = None
        self._lost: dict[int, int] = {}
        self._rtt_is_new = False
        self.heard_at: float | None = None

    async def offer(self, feeds: Sequence[Feed]) -> str:
        """Return an offer with one slot per feed. Raises BadDescription."""
        if not 0 < len(feeds) <= MOST_SLOTS:
            raise BadDescription
        self._lines = [seam.add_line(self.peer, feed.kind, "sendonly") for feed in feeds]
        self._wire = seam.Wire(self.peer)
        self._wire.listen(_ignore, self._hear)
        named: set[Kind] = set()
        for number, (line, feed) in enumerate(zip(self._lines, feeds, strict=True)):
            # The first picture and the first sound belong together: the one who speaks.
            seam.name_stream(line, f"slot-{number}" if feed.kind in named else "stage")
            named.add(feed.kind)
            slot = Slot(feed, seam.ssrc_of(line), self._wire.send)
            self.slots.append(slot)
            self._by_ssrc[slot.ssrc] = slot
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    async def take_answer(self, answer: str) -> None:
        """Take the browser's answer. Raises BadDescription."""
        if self.peer.signalingState != "have-local-offer":
            raise BadDescription
        text = sdp.cleaned(answer)
        await self.peer.setRemoteDescription(RTCSessionDescription(text, "answer"))
        for line, slot in zip(self._lines, self.slots, strict=True):
            slot.payload_type = seam.payload_type(line)

    def slot(self, number: int, kind: Kind) -> Slot:
        """Return a slot by its number. Raises BadDescription for another kind or none."""
        if not 0 <= number < len(self.slots) or self.slots[number].kind is not kind:
            raise BadDescription
        return self.slots[number]

    def _hear(self, data: bytes) -> None:
        self.heard_at = monotonic_s()
        for heard in rtcp.parse(data):
            slot = self._by_ssrc.get(heard.ssrc)
            if slot is None:
                continue
            if isinstance(heard, rtcp.Missing):
                slot.send_again(heard.seqs)
            elif isinstance(heard, rtcp.KeyframeWanted):
                slot.want_keyframe()
            elif isinstance(heard, rtcp.Report):
                self._note(heard)

    def _note(self, report: rtcp.Report) -> None:
        self._lost[report.ssrc] = report.fraction_lost
        self._by_ssrc[report.ssrc].note(report)
        if report.last_report:
            present = ntp_at(monotonic_s()) >> 16 & 0xFFFFFFFF
            passed = (present - report.last_report - report.delay) & 0xFFFFFFFF
            if passed < 60 << 16:  # a minute; else the numbers are not ours
                self._rtt_ms = passed / 65.536
                self._rtt_is_new = True

    def take_rtt(self) -> float | None:
        """Return the round trip in milliseconds, if it was measured since the last call."""
        is_new, self._rtt_is_new = self._rtt_is_new, False
        return round(self._rtt_ms, 1) if is_new and self._rtt_ms is not None else None

    def report(self, now: float) -> None:
        """Tell the browser the clock of every slot, so that sound and picture fit."""
        if self._wire is None or self.state != "connected":
            return
        ntp = ntp_at(now)
        reports = [slot.sender_report(now, ntp) for slot in self.slots]
        ready = [report for report in reports if report]
        for at in range(0, len(ready), REPORTS_AT_ONCE):
            self._wire.send_control(b"".join(ready[at : at + REPORTS_AT_ONCE]))

    def close(self) -> None:
        """End the connection; no track feeds its slots any more."""
        for slot in self.slots:
            slot.turn_to(None)
        super().close()

    def stats(self) -> ViewerStats:
        """Return how the viewer says things arrive."""
        worst = max(self._lost.values(), default=None)
        return ViewerStats(
            viewer=self.name,
            state=self.state,
            rtt_ms=None if self._rtt_ms is None else round(self._rtt_ms, 1),
            lost_pct=None if worst is None else round(worst * 100 / 256, 1),
            packets=self._wire.packets if self._wire is not None else 0,
            resent=sum(slot.resent for slot in self.slots),
        )


def _ignore(data: bytes) -> None:
    """Drop media that a viewer should not send."""
