"""RTCP: reports (RFC 3550 §6.4), feedback (RFC 4585 §6) and REMB (draft-alvestrand-rmcat-remb)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct, error
from typing import Final, TypeAlias

SENDER_REPORT, RECEIVER_REPORT, DESCRIPTION, TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = (
    200, 201, 202, 205, 206,
)  # fmt: skip
NACK, PLI, FIR, APPLICATION = 1, 1, 4, 15

_COMMON: Final = Struct("!BBH")
_SSRC: Final = Struct("!L")
_SENDER: Final = Struct("!LQLLL")
_BLOCK: Final = Struct("!LLLLLL")
_FEEDBACK: Final = Struct("!LL")
_LOST: Final = Struct("!HH")
_FIR: Final = Struct("!LL")

#: A report's loss counter has 24 bits.
MOST_LOST: Final = 0x7FFFFF


@dataclass(frozen=True, slots=True)
class Report:
    """What a receiver says about one stream."""

    ssrc: int
    fraction_lost: int  # of 256
    lost: int
    highest_seq: int
    jitter: int  # in clock units
    last_report: int  # middle 32 bits of the NTP time in the last sender report; 0: none yet
    delay: int  # since that report, in 1/65536 s


@dataclass(frozen=True, slots=True)
class SenderReport:
    """The stream's clock: this RTP timestamp was taken at this NTP time (32.32 bits)."""

    ssrc: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class Missing:
    """The receiver of a stream asks for packets again."""

    ssrc: int
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeWanted:
    """The receiver of a stream can't decode without a new key frame."""

    ssrc: int


Heard: TypeAlias = Report | SenderReport | Missing | KeyframeWanted


def parse(data: bytes) -> Iterator[Heard]:
    """Read a compound packet; what is not understood or cut short is left out."""
    at = 0
    while at + _COMMON.size <= len(data):
        flags, kind, words = _COMMON.unpack_from(data, at)
        end = at + 4 + 4 * words
        if flags >> 6 != 2 or end > len(data):  # noqa: PLR2004  (the version)
            return
        try:
            yield from _parse_one(kind, flags & 0x1F, data[at + 4 : end])
        except error:
            return
        at = end


def _parse_one(kind: int, count: int, body: bytes) -> Iterator[Heard]:
    if kind == SENDER_REPORT:
        ssrc, ntp, timestamp, _, _ = _SENDER.unpack_from(body)
        yield SenderReport(ssrc, ntp, timestamp)
        yield from _reports(body[_SENDER.size :], count)
    elif kind == RECEIVER_REPORT:
        yield from _reports(body[_SSRC.size :], count)
    elif kind == TRANSPORT_FEEDBACK and count == NACK:
        yield Missing(_FEEDBACK.unpack_from(body)[1], tuple(_missing(body[_FEEDBACK.size :])))
    elif kind == PAYLOAD_FEEDBACK and count == PLI:
        yield KeyframeWanted(_FEEDBACK.unpack_from(body)[1])
    elif kind == PAYLOAD_FEEDBACK and count == FIR:
        for ssrc, _ in _FIR.iter_unpack(body[_FEEDBACK.size :]):
            yield KeyframeWanted(ssrc)


def _reports(body: bytes, count: int) -> Iterator[Report]:
    for number in range(count):
        ssrc, loss, highest, jitter, last, delay = _BLOCK.unpack_from(body, number * _BLOCK.size)
        yield Report(ssrc, loss >> 24, loss & 0xFFFFFF, highest, jitter, last, delay)


def _missing(body: bytes) -> Iterator[int]:
    for seq, mask in _LOST.iter_unpack(body):
        yield seq
        for bit in range(16):
            if mask >> bit & 1:
                yield (seq + bit + 1) & 0xFFFF


def receiver_report(ssrc: int, reports: Sequence[Report]) -> bytes:
    """Tell a sender how its streams arrive."""
    body = _SSRC.pack(ssrc)
    for report in reports:
        loss = report.fraction_lost << 24 | min(max(report.lost, 0), MOST_LOST)
        body += _BLOCK.pack(
            report.ssrc, loss, report.highest_seq, report.jitter, report.last_report, report.delay
        )
    return _packet(RECEIVER_REPORT, len(reports), body)


def sender_report(report: SenderReport, packets: int, octets: int) -> bytes:
    """Tell a receiver the clock of a stream, and how much of it was sent."""
    body = _SENDER.pack(
        report.ssrc, report.ntp, report.timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
    )
    return _packet(SENDER_REPORT, 0, body)


def description(ssrc: int, cname: bytes) -> bytes:
    """Name the source of a stream. One packet each: receivers read several chunks badly."""
    chunk = _SSRC.pack(ssrc) + bytes((1, len(cname))) + cname + b"\0"
    return _packet(DESCRIPTION, 1, chunk + b"\0" * (-len(chunk) % 4))


def picture_loss(ssrc: int, media: int) -> bytes:
    """Ask for a key frame."""
    return _packet(PAYLOAD_FEEDBACK, PLI, _FEEDBACK.pack(ssrc, media))


def missing(ssrc: int, media: int, seqs: Iterable[int]) -> bytes:
    """Ask for packets again. The numbers come in order of sending."""
    body = _FEEDBACK.pack(ssrc, media)
    first, mask = -1, 0
    for seq in seqs:
        step = (seq - first) & 0xFFFF
        if first >= 0 and 1 <= step <= 16:  # noqa: PLR2004  (bits of the mask)
            mask |= 1 << (step - 1)
            continue
        if first >= 0:
            body += _LOST.pack(first, mask)
        first, mask = seq, 0
    return _packet(TRANSPORT_FEEDBACK, NACK, body + _LOST.pack(first, mask))


def bandwidth_cap(ssrc: int, bits_per_s: int, media: Sequence[int]) -> bytes:
    """Tell a sender the most it may send in these streams together."""
    exponent = max(bits_per_s.bit_length() - 18, 0)
    mantissa = bits_per_s >> exponent
    body = _FEEDBACK.pack(ssrc, 0) + b"REMB"
    body += bytes((len(media), exponent << 2 | mantissa >> 16)) + (mantissa & 0xFFFF).to_bytes(2)
    body += b"".join(_SSRC.pack(each) for each in media)
    return _packet(PAYLOAD_FEEDBACK, APPLICATION, body)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return _COMMON.pack(0x80 | count, kind, len(body) // 4) + body
