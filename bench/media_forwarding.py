"""Packets the media engine forwards per second of CPU, against a bare UDP echo in the same run.

    python bench/media_forwarding.py [viewers]

One site sends made-up RTP (a picture of 63 packets and a sound of 50 packets a second); viewers
shake hands and then drop media in the kernel, so the machine's other core is left to them. CPU is
user and system time of the engine's process over ten seconds. The echo receives a datagram of the
same size and sends it back, in Python, without encryption: what the language itself costs.
"""

import asyncio
import ctypes
import multiprocessing
import os
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

sys.path.insert(0, str(Path(__file__).parents[1]))

from hub.gateways.media.builtin import BuiltinMedia
from hub.gateways.media.interface import Feed, Kind

SECONDS = 10
PICTURE_BYTES, SOUND_BYTES = 1000, 90
ROOM, SITE = "bench", "site"
#: Classic BPF: drop datagrams whose first byte is 128 to 191 (RTP and RTCP).
DROP_MEDIA = (
    (0x30, 0, 0, 8),
    (0x35, 0, 2, 128),
    (0x35, 1, 0, 192),
    (6, 0, 0, 0),
    (6, 0, 0, 0xFFFF),
)
SO_ATTACH_FILTER = 26


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration([], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


def drop_media(peer: RTCPeerConnection) -> None:
    program = b"".join(struct.pack("HBBI", *step) for step in DROP_MEDIA)
    buffer = ctypes.create_string_buffer(program)
    for protocol in ice_of(peer)._protocols:
        sock = protocol.transport.get_extra_info("socket")
        sock.setsockopt(
            socket.SOL_SOCKET,
            SO_ATTACH_FILTER,
            struct.pack("HL", len(DROP_MEDIA), ctypes.addressof(buffer)),
        )


def ice_of(peer: RTCPeerConnection) -> Any:
    return peer.getTransceivers()[0].receiver.transport.transport._connection


async def connected(peer: RTCPeerConnection) -> None:
    while peer.connectionState != "connected":
        await asyncio.sleep(0.02)


async def publish(media: BuiltinMedia) -> RTCPeerConnection:
    peer = connection()
    for kind in ("audio", "video"):
        peer.addTransceiver(kind, "sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    answer = await asyncio.to_thread(media.publish, ROOM, SITE, peer.localDescription.sdp)
    await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await connected(peer)
    return peer


async def watch(media: BuiltinMedia, name: str) -> RTCPeerConnection:
    peer = connection()
    feeds = [Feed(Kind.VIDEO, SITE), Feed(Kind.AUDIO, SITE)]
    offer = await asyncio.to_thread(media.watch, ROOM, name, feeds)
    await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    await asyncio.to_thread(media.answer, ROOM, name, peer.localDescription.sdp)
    await connected(peer)
    drop_media(peer)
    return peer


async def send(peer: RTCPeerConnection) -> None:
    """Send 21 pictures a second in three packets each, and 50 sounds, until cancelled."""
    sound, picture = peer.getTransceivers()
    send_rtp = sound.sender.transport._send_rtp
    seqs, began, pictures, sounds = [0, 0], time.monotonic(), 0, 0

    async def packet(line: int, marker: int, timestamp: int, payload: bytes) -> None:
        transceiver = (sound, picture)[line]
        kind = transceiver._codecs[0].payloadType
        seqs[line] = (seqs[line] + 1) & 0xFFFF
        header = struct.pack("!BBHLL", 0x80, marker | kind, seqs[line], timestamp & 0xFFFFFFFF,
                             transceiver.sender._ssrc)  # fmt: skip
        await send_rtp(header + payload)

    while True:
        passed = time.monotonic() - began
        while sounds < passed * 50:
            sounds += 1
            await packet(0, 0, sounds * 960, bytes(SOUND_BYTES))
        while pictures < passed * 21:
            pictures += 1
            for part in range(3):
                descriptor = bytes((0x90 if part == 0 else 0x80, 0x80)) + struct.pack(
                    "!H", 0x8000 | pictures & 0x7FFF
                )
                key = bytes((0 if pictures % 21 == 1 else 1,))
                payload = descriptor + key + bytes(PICTURE_BYTES)
                await packet(1, 0x80 if part == 2 else 0, pictures * 4286, payload)
        await asyncio.sleep(0.005)


async def forwarding(viewers: int) -> tuple[float, float]:
    """Return packets forwarded per CPU second, and the share of a core it took."""
    media = BuiltinMedia()
    media.create_room(ROOM)
    try:
        site = await publish(media)
        sending = asyncio.ensure_future(send(site))
        watching = [await watch(media, f"viewer {number}") for number in range(viewers)]
        await asyncio.sleep(2)
        if sending.done():
            sending.result()
        pid = media.engine_pid
        assert pid is not None
        before, cpu = await packets(media), cpu_seconds(pid)
        await asyncio.sleep(SECONDS)
        sent, used = await packets(media) - before, cpu_seconds(pid) - cpu
        sending.cancel()
        for peer in (site, *watching):
            await peer.close()
        expected = viewers * 113 * SECONDS
        print(
            f"  {sent} packets forwarded to {viewers} viewers ({sent / expected:.0%} of 113/s each)"
        )
        return sent / used, used / SECONDS
    finally:
        media.stop()


async def packets(media: BuiltinMedia) -> int:
    stats = await asyncio.to_thread(media.stats, ROOM)
    return sum(viewer.packets for viewer in stats.viewers)


def echo(sock: socket.socket) -> None:
    while True:
        data, address = sock.recvfrom(2048)
        sock.sendto(data, address)


def echoing() -> float:
    """Return datagrams echoed per CPU second."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process(target=echo, args=(server,), daemon=True)
    process.start()
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.connect(server.getsockname())
    client.settimeout(0.5)
    assert process.pid is not None
    cpu, count, until = cpu_seconds(process.pid), 0, time.monotonic() + SECONDS / 2
    while time.monotonic() < until:
        client.send(bytes(PICTURE_BYTES))
        client.recv(2048)
        count += 1
    used = cpu_seconds(process.pid) - cpu
    process.terminate()
    return count / used


def main() -> None:
    viewers = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    bare = echoing()
    print(f"bare UDP echo: {bare:,.0f} packets per CPU second ({1e6 / bare:.1f} us each)")
    rate, share = asyncio.run(forwarding(viewers))
    each = 1e6 / rate
    print(f"media engine: {rate:,.0f} packets per CPU second ({each:.1f} us each)")
    print(f"              {share:.0%} of a core")
    print(f"ratio to the bare echo: {rate / bare:.2f}")


if __name__ == "__main__":
    main()
