"""RTP packets (RFC 3550 §5) and the VP8 payload descriptor (RFC 7741 §4.2), as far as needed."""

from dataclasses import dataclass
from struct import Struct
from typing import Final

HEADER: Final = Struct("!BBHLL")
HALF: Final = 0x8000
PLAIN: Final = 0x80  # version 2, no padding, no extension, no sources
KEEPS_FIFTEEN_BITS: Final = 0x80


@dataclass(slots=True)
class Packet:
    """A packet without its header extensions, whose numbers mean something else to each peer."""

    seq: int
    timestamp: int
    ssrc: int
    marker: int  # 0x80 or 0
    payload_type: int
    payload: bytes
    starts_keyframe: bool = False
    picture_at: int = 0  # where the VP8 picture id is in the payload; 0 when there is none
    picture_bits: int = 15
    picture: int = 0


def parse(data: bytes) -> Packet | None:
    """Read a packet; None when it is not RTP. Padding and header extensions are left out."""
    if len(data) < HEADER.size or data[0] >> 6 != 2:  # noqa: PLR2004  (the version)
        return None
    flags, second, seq, timestamp, ssrc = HEADER.unpack_from(data)
    start = HEADER.size + 4 * (flags & 0x0F)
    if flags & 0x10 and len(data) >= start + 4:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if flags & 0x20 else 0)
    return Packet(seq, timestamp, ssrc, second & 0x80, second & 0x7F, data[start:end])


def find_mid(data: bytes, extension_id: int) -> str:
    """Return the media id in the packet's one-byte header extensions (RFC 8285), or ''."""
    flags = data[0]
    at = HEADER.size + 4 * (flags & 0x0F)
    if not flags & 0x10 or data[at : at + 2] != b"\xbe\xde":
        return ""
    end = at + 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big")
    at += 4
    while at < min(end, len(data)):
        number, length = data[at] >> 4, (data[at] & 0x0F) + 1
        if number == 0:
            at += 1
            continue
        if number == extension_id:
            return data[at + 1 : at + 1 + length].decode("ascii", "replace")
        at += 1 + length
    return ""


def read_vp8(packet: Packet) -> None:
    """Note whether the packet starts a key frame, and its picture id."""
    payload = packet.payload
    if len(payload) < 4:  # noqa: PLR2004  (shorter than a descriptor and a frame tag)
        return
    first = payload[0]
    at = 1
    if first & 0x80:  # X: the extended bits follow
        extended = payload[1]
        at = 2
        if extended & 0x80:
            at = _read_picture(packet, at)
        at += bool(extended & 0x40) + bool(extended & 0x30)
    starts_frame = first & 0x10 and not first & 0x07
    packet.starts_keyframe = bool(starts_frame) and at < len(payload) and not payload[at] & 0x01


def _read_picture(packet: Packet, at: int) -> int:
    packet.picture_at = at
    if packet.payload[at] & KEEPS_FIFTEEN_BITS:
        packet.picture = int.from_bytes(packet.payload[at : at + 2], "big") & 0x7FFF
        return at + 2
    packet.picture_bits = 7
    packet.picture = packet.payload[at]
    return at + 1


def with_picture(packet: Packet, picture: int) -> bytes:
    """Return the payload with another picture id of the same length."""
    at, payload = packet.picture_at, packet.payload
    if packet.picture_bits == 15:  # noqa: PLR2004
        number = (0x8000 | picture & 0x7FFF).to_bytes(2, "big")
    else:
        number = bytes((picture & 0x7F,))
    return payload[:at] + number + payload[at + len(number) :]
