"""Bytes: what is read and written is what the RFCs say. aiortc's own code is the other side."""

import aiortc.rtp as reference
from hypothesis import given
from hypothesis import strategies as st

from hub.gateways.media.engine import rtcp, rtp, sdp
from hub.gateways.media.engine.reception import LONGEST_GAP, Gaps, Reception

SEQS = st.integers(0, 0xFFFF)


def vp8(picture: int, *, key: bool, start: bool = True, bits: int = 15) -> bytes:
    first = 0x80 | (0x10 if start else 0)
    number = (0x8000 | picture).to_bytes(2, "big") if bits == 15 else bytes([picture & 0x7F])
    return bytes([first, 0x80]) + number + bytes([0 if key else 1]) + b"picture"


def packet(seq: int = 1, payload: bytes = b"sound", timestamp: int = 0) -> rtp.Packet:
    return rtp.Packet(seq, timestamp, 7, 0, 96, payload)


def test_padding_extensions_and_sources_are_left_out() -> None:
    whole = reference.RtpPacket(96, 1, 65535, 4_000_000_000, 7, b"payload")
    whole.csrc = [1, 2]
    whole.padding_size = 5
    parameters = reference.RTCRtpParameters(
        headerExtensions=[
            aiortc_extension(3, "urn:ietf:params:rtp-hdrext:sdes:mid"),
        ]
    )
    numbers = reference.HeaderExtensionsMap()
    numbers.configure(parameters)
    whole.extensions.mid = "12"
    data = whole.serialize(numbers)
    read = rtp.parse(data)
    assert read == rtp.Packet(65535, 4_000_000_000, 7, 0x80, 96, b"payload")
    assert rtp.find_mid(data, 3) == "12"
    assert rtp.find_mid(data, 4) == ""


def aiortc_extension(number: int, uri: str) -> object:
    from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters

    return RTCRtpHeaderExtensionParameters(id=number, uri=uri)


@given(st.binary(max_size=80))
def test_no_bytes_break_the_readers(data: bytes) -> None:
    list(rtcp.parse(data))
    read = rtp.parse(b"\x90" + data)
    rtp.find_mid(b"\x90" + data.ljust(12), 1)
    if read is not None:
        rtp.read_vp8(read)
        if read.picture_at:
            rtp.with_picture(read, 5)


def test_key_frames_and_picture_numbers_are_recognised() -> None:
    for bits in (7, 15):
        read = packet(payload=vp8(100, key=True, bits=bits))
        rtp.read_vp8(read)
        assert read.starts_keyframe and read.picture == 100 and read.picture_bits == bits
        changed = packet(payload=rtp.with_picture(read, 27))
        rtp.read_vp8(changed)
        assert changed.picture == 27 and changed.payload[-7:] == b"picture"
    for payload in (vp8(1, key=False), vp8(1, key=True, start=False)):
        read = packet(payload=payload)
        rtp.read_vp8(read)
        assert not read.starts_keyframe


@given(st.lists(SEQS, min_size=1, max_size=40, unique=True).map(sorted))
def test_a_request_for_missing_packets_names_exactly_these(seqs: list[int]) -> None:
    (heard,) = rtcp.parse(rtcp.missing(1, 7, seqs))
    assert isinstance(heard, rtcp.Missing)
    assert heard.ssrc == 7 and sorted(heard.seqs) == seqs


def test_a_request_goes_on_after_the_highest_number() -> None:
    (heard,) = rtcp.parse(rtcp.missing(1, 7, [65534, 65535, 0, 1]))
    assert isinstance(heard, rtcp.Missing) and heard.seqs == (65534, 65535, 0, 1)


def test_reports_are_read_by_others_as_they_were_meant() -> None:
    report = rtcp.Report(7, 25, 300, 70_000, 44, 0xABCDEF01, 65536)
    clock = rtcp.SenderReport(9, 1 << 40, 123)
    data = rtcp.receiver_report(1, [report]) + rtcp.sender_report(clock, 10, 20)
    data += rtcp.description(9, b"hub") + rtcp.picture_loss(1, 7)
    data += rtcp.bandwidth_cap(1, 1_200_000, [7, 8])
    received, sent, named, loss, cap = reference.RtcpPacket.parse(data)
    assert received.reports[0].packets_lost == 300 and received.reports[0].fraction_lost == 25
    assert (sent.ssrc, sent.sender_info.rtp_timestamp) == (9, 123)
    assert named.chunks[0].items == [(1, b"hub")]
    assert (loss.fmt, loss.media_ssrc) == (rtcp.PLI, 7)
    bits, ssrcs = reference.unpack_remb_fci(cap.fci)
    assert ssrcs == [7, 8] and abs(bits - 1_200_000) < 10
    assert list(rtcp.parse(data)) == [report, clock, rtcp.KeyframeWanted(7)]


def test_the_bandwidth_cap_stays_in_its_bits_at_every_size() -> None:
    for bits_per_s in (1, 0x3FFFF, 0x40000, 1_200_000, 100_000_000):
        (cap,) = reference.RtcpPacket.parse(rtcp.bandwidth_cap(1, bits_per_s, [7]))
        assert abs(reference.unpack_remb_fci(cap.fci)[0] - bits_per_s) <= bits_per_s / 100_000


def test_loss_is_counted_over_the_wrap_of_the_numbers() -> None:
    reception = Reception(48_000)
    for at, seq in enumerate((65533, 65534, 0, 1, 2, 1)):
        reception.count(packet(seq, timestamp=at * 960), at * 0.02)
    assert reception.expected == 6
    assert reception.lost == 0  # one never came, another came twice
    report = reception.report(7, 1.0)
    assert report.highest_seq == 65538 and report.last_report == 0
    reception.count(packet(7), 1.0)
    assert reception.report(7, 2.0).fraction_lost == 4 * 256 // 5


def test_jitter_is_the_mean_change_of_the_way() -> None:
    reception = Reception(48_000)
    for at in range(200):
        late = 0.010 if at % 2 else 0.0
        reception.count(packet(at, timestamp=at * 960), at * 0.02 + late)
    assert 9 < reception.jitter_ms < 10.5


def test_a_hole_is_asked_for_until_it_is_filled_or_too_old() -> None:
    gaps = Gaps()
    assert not gaps.note(65534, 0.0)
    assert not gaps.note(1, 0.0)
    assert gaps.to_ask(0.0) == [65535, 0]
    assert gaps.to_ask(0.05) == []
    gaps.note(65535, 0.1)
    assert gaps.to_ask(0.2) == [0]
    assert gaps.to_ask(2.0) == []
    assert gaps.note(1 + LONGEST_GAP + 1, 3.0)
    assert gaps.to_ask(3.0) == []


def test_names_instead_of_addresses_are_left_out_and_candidates_come_last() -> None:
    offered = """v=0
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=candidate:1 1 udp 2113937151 f3a1d0f6-8b5f-4f5d-9d8e-1c9f2f1a7a11.local 54400 typ host
a=candidate:2 1 udp 2113937151 192.0.2.10 54401 typ host generation 0
a=candidate:2 1 udp 2113937151 192.0.2.10 54401 typ host generation 0
a=candidate:3 1 tcp 1518280447 192.0.2.10 9 typ host tcptype active
a=end-of-candidates
m=video 9 UDP/TLS/RTP/SAVPF 96
a=mid:1"""
    assert sdp.cleaned(offered).splitlines() == [
        "v=0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "a=mid:1",
        "a=candidate:2 1 udp 2113937151 192.0.2.10 54401 typ host generation 0",
    ]


def test_only_addresses_of_the_same_family_are_replaced() -> None:
    told = sdp.announced(
        "a=candidate:1 1 udp 1 10.0.0.5 2000 typ host\r\n"
        "a=candidate:2 1 udp 1 fd00::2 2001 typ host\r\n",
        "203.0.113.9",
    )
    assert told.splitlines() == [
        "a=candidate:1 1 udp 1 203.0.113.9 2000 typ host",
        "a=candidate:2 1 udp 1 fd00::2 2001 typ host",
    ]
