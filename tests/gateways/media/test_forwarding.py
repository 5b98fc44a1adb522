"""The contract with aiortc: a site, the engine in its own process, a viewer that decodes."""

import asyncio
from pathlib import Path
from typing import Any

import aiortc
import pytest
from aiortc import RTCSessionDescription

from hub.gateways.media.builtin import BuiltinMedia
from hub.gateways.media.engine import seam
from hub.gateways.media.interface import (
    BadDescription,
    Feed,
    Kind,
    Layer,
    MediaGateway,
    NoSuchRoom,
    NoSuchViewer,
    RoomStats,
    WitnessSample,
)
from tests.gateways.media.peers import Site, Viewer, connection, until

SOUND = Feed(Kind.AUDIO, "yen-lap")
PICTURE = Feed(Kind.VIDEO, "yen-lap")
SMALL_PICTURE = Feed(Kind.VIDEO, "yen-lap", Layer.THUMB)


async def stats_of(media: MediaGateway, room: str) -> RoomStats:
    return await asyncio.to_thread(media.stats, room)


def test_the_installed_aiortc_is_the_one_the_engine_was_written_for() -> None:
    requirements = Path("requirements.txt").read_text().splitlines()
    assert f"aiortc=={seam.PINNED}" in requirements
    assert aiortc.__version__ == seam.PINNED


def test_a_viewer_hears_and_sees_all_three_feeds_of_a_site(media: MediaGateway, room: str) -> None:
    async def scenario() -> None:
        site = await Site(media, room, "yen-lap", grey=60).publish(thumb_grey=200)
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE, SOUND, SMALL_PICTURE)
        picture, sound, small = viewer.screens
        await until(lambda: min(picture.frames, sound.frames, small.frames) >= 30)
        assert picture.shows(60) and picture.width == 320
        assert small.shows(200) and small.width == 160
        stats = await stats_of(media, room)
        assert [feed.name for feed in stats.sites[0].feeds] == ["audio", "main", "thumb"]
        assert stats.sites[0].state == stats.viewers[0].state == "connected"
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_the_viewer_reports_loss_and_round_trip(media: MediaGateway, room: str) -> None:
    async def scenario() -> None:
        site = await Site(media, room, "yen-lap").publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE, SOUND)
        for _ in range(100):
            watching = (await stats_of(media, room)).viewers[0]
            if watching.rtt_ms is not None:
                break
            await asyncio.sleep(0.1)
        assert watching.rtt_ms is not None and watching.rtt_ms < 1000
        assert watching.lost_pct is not None
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_a_slot_turns_to_another_site_without_a_new_offer(media: MediaGateway, room: str) -> None:
    async def scenario() -> None:
        first = await Site(media, room, "yen-lap", grey=50).publish()
        second = await Site(media, room, "luong-son", grey=180).publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE, SOUND)
        (picture, sound), signalling = viewer.screens, viewer.peer.signalingState
        await until(lambda: picture.shows(50))
        for name, grey in (("luong-son", 180), ("yen-lap", 50), ("luong-son", 180)):
            await asyncio.to_thread(
                media.show, room, "dong-thinh", 0, Feed(Kind.VIDEO, name, Layer.MAIN)
            )
            await asyncio.to_thread(media.show, room, "dong-thinh", 1, Feed(Kind.AUDIO, name))
            frames, sounds = picture.frames, sound.frames
            await until(lambda grey=grey: picture.shows(grey))
            await until(
                lambda n=frames, m=sounds: picture.frames > n + 10 and sound.frames > m + 10
            )
        assert viewer.peer.signalingState == signalling
        for peer in (first.peer, second.peer, viewer.peer):
            await peer.close()

    asyncio.run(scenario())


def test_a_poor_line_gets_the_small_picture_or_none(media: MediaGateway, room: str) -> None:
    async def scenario() -> None:
        site = await Site(media, room, "yen-lap", grey=60).publish(thumb_grey=200)
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE)
        (picture,) = viewer.screens
        await until(lambda: picture.width == 320)
        await asyncio.to_thread(media.layer, room, "dong-thinh", "yen-lap", Layer.THUMB)
        await until(lambda: picture.width == 160 and picture.shows(200))
        await asyncio.to_thread(media.layer, room, "dong-thinh", "yen-lap", Layer.OFF)
        await asyncio.sleep(0.5)
        frames = picture.frames
        await asyncio.sleep(0.5)
        assert picture.frames == frames
        await asyncio.to_thread(media.layer, room, "dong-thinh", "yen-lap", Layer.MAIN)
        await until(lambda: picture.width == 320 and picture.frames > frames + 10)
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_the_small_picture_falls_back_to_the_only_one(media: MediaGateway, room: str) -> None:
    async def scenario() -> None:
        site = await Site(media, room, "yen-lap", grey=60).publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(SMALL_PICTURE)
        await until(lambda: viewer.screens[0].shows(60))
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_muting_stops_the_sound_in_the_engine_and_survives_rejoining(
    media: MediaGateway, room: str
) -> None:
    async def scenario() -> None:
        site = await Site(media, room, "yen-lap").publish()
        other = await Site(media, room, "luong-son").publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(
            SOUND, PICTURE, Feed(Kind.AUDIO, "luong-son")
        )
        sound, picture, other_sound = viewer.screens
        await until(lambda: sound.frames > 20 and picture.frames > 10)
        await asyncio.to_thread(media.mute, room, "yen-lap", {Kind.AUDIO})
        await asyncio.sleep(0.5)
        heard, seen, other_heard = sound.frames, picture.frames, other_sound.frames
        again = await Site(media, room, "yen-lap").publish()
        await until(lambda: picture.frames > seen + 20 and other_sound.frames > other_heard + 20)
        assert sound.frames == heard
        muted = {each.site: each.muted for each in (await stats_of(media, room)).sites}
        assert muted == {"yen-lap": {Kind.AUDIO}, "luong-son": frozenset()}
        await asyncio.to_thread(media.mute, room, "yen-lap", ())
        await until(lambda: sound.frames > heard + 20)
        for peer in (site.peer, other.peer, again.peer, viewer.peer):
            await peer.close()

    asyncio.run(scenario())


def test_a_viewer_who_waits_sees_the_site_when_it_comes_and_when_it_comes_again(
    media: MediaGateway, room: str
) -> None:
    async def scenario() -> None:
        viewer = await Viewer(media, room, "dong-thinh").watch(SOUND, SMALL_PICTURE)
        sound, picture = viewer.screens
        site = await Site(media, room, "yen-lap", grey=60).publish(thumb_grey=150)
        await until(lambda: sound.frames > 10 and picture.shows(150))
        again = await Site(media, room, "yen-lap", grey=60).publish(thumb_grey=220)
        await until(lambda: picture.shows(220))
        await until(lambda: site.peer.connectionState == "closed")
        assert len((await stats_of(media, room)).sites) == 1
        await again.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_a_site_that_is_sent_away_loses_both_its_connections(
    media: MediaGateway, room: str
) -> None:
    async def scenario() -> None:
        sent = await Site(media, room, "yen-lap").publish()
        watching = await Viewer(media, room, "yen-lap").watch(Feed(Kind.AUDIO, "luong-son"))
        stays = await Site(media, room, "luong-son").publish()
        await asyncio.to_thread(media.kick, room, "yen-lap")
        await until(lambda: sent.peer.connectionState == "closed")
        await until(lambda: watching.peer.connectionState == "closed")
        stats = await stats_of(media, room)
        while len(stats.sites) > 1 or stats.viewers:  # the engine's own word comes a little later
            await asyncio.sleep(0.1)
            stats = await stats_of(media, room)
        assert [each.site for each in stats.sites] == ["luong-son"]
        await stays.peer.close()

    asyncio.run(scenario())


class BadLine:
    """Loses one encrypted media packet in ten of a connection: the line is bad, not the engine."""

    def __init__(self, peer: Any) -> None:
        self._ice = peer.getTransceivers()[0].receiver.transport.transport
        self._send, self._recv = self._ice._send, self._ice._recv
        self._count = 0

    def _is_lost(self, data: bytes) -> bool:
        is_media = 127 < data[0] < 192 and not 192 <= data[1] <= 223
        self._count += is_media
        return is_media and self._count % 10 == 0

    def lose_outgoing(self) -> None:
        async def send(data: bytes) -> None:
            if not self._is_lost(data):
                await self._send(data)

        self._ice._send = send

    def lose_incoming(self) -> None:
        async def receive() -> bytes:
            while self._is_lost(data := await self._recv()):
                pass
            return data

        self._ice._recv = receive


@pytest.mark.slow
def test_packets_lost_on_the_way_to_a_viewer_are_sent_again(media: MediaGateway, room: str) -> None:
    async def scenario() -> None:
        site = await Site(media, room, "yen-lap").publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE)
        await until(lambda: viewer.screens[0].frames > 5)
        BadLine(viewer.peer).lose_incoming()
        before = viewer.screens[0].frames
        await until(lambda: viewer.screens[0].frames > before + 30)
        for _ in range(50):
            resent = (await stats_of(media, room)).viewers[0].resent
            if resent >= 5:
                break
            await asyncio.sleep(0.1)
        assert resent >= 5
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


@pytest.mark.slow
def test_packets_lost_on_the_way_from_a_site_are_asked_for_again(
    media: MediaGateway, room: str
) -> None:
    async def scenario() -> None:
        site = await Site(media, room, "yen-lap").publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE)
        await until(lambda: viewer.screens[0].frames > 5)
        BadLine(site.peer).lose_outgoing()
        before = viewer.screens[0].frames
        await until(lambda: viewer.screens[0].frames > before + 100)
        if isinstance(media, BuiltinMedia):  # Janus counts what was lost before it was repaired
            feeds = {feed.name: feed for feed in (await stats_of(media, room)).sites[0].feeds}
            assert feeds["main"].lost < feeds["main"].packets * 0.05  # 10 % were lost at first
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_what_can_not_be_used_is_refused_by_name(media: MediaGateway, room: str) -> None:
    async def scenario() -> None:
        for offer in ("", "v=0", "x" * 600_000, "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc\r\n"):
            with pytest.raises(BadDescription):
                await asyncio.to_thread(media.publish, room, "yen-lap", offer)
        with pytest.raises(BadDescription):
            await asyncio.to_thread(media.watch, room, "yen-lap", ())
        with pytest.raises(NoSuchViewer):
            await asyncio.to_thread(media.answer, room, "nobody", "v=0")
        with pytest.raises(NoSuchRoom):
            await asyncio.to_thread(media.stats, "never opened")
        with pytest.raises(NoSuchRoom):
            await asyncio.to_thread(media.publish, "never opened", "yen-lap", "v=0")
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE)
        for slot, feed in ((0, SOUND), (1, PICTURE), (-1, PICTURE)):
            with pytest.raises(BadDescription):
                await asyncio.to_thread(media.show, room, "dong-thinh", slot, feed)
        with pytest.raises(BadDescription):  # answered twice
            await asyncio.to_thread(media.answer, room, "dong-thinh", "v=0")
        assert media.alive()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_a_line_test_gets_back_what_it_sends_over_udp(media: MediaGateway) -> None:
    async def scenario() -> None:
        peer = connection()
        channel = peer.createDataChannel("echo", ordered=False, maxRetransmits=0)
        came_back: list[bytes] = []
        channel.on("message", came_back.append)
        await peer.setLocalDescription(await peer.createOffer())
        answer = await asyncio.to_thread(media.echo, peer.localDescription.sdp)
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: channel.readyState == "open")
        for number in range(50):
            channel.send(bytes([number]) * 200)
        await until(lambda: len(came_back) >= 48)
        for message in came_back:  # what was sent, and how many had arrived: to tell the ways apart
            assert message[:200] == bytes([message[0]]) * 200
            assert message[0] + 1 - 2 <= int.from_bytes(message[200:]) <= 50
        with pytest.raises(BadDescription):
            await asyncio.to_thread(media.echo, "v=0")
        await peer.close()

    asyncio.run(scenario())


def test_the_engine_is_a_second_witness_of_every_line(
    media: MediaGateway, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.gateways.media.witness.MEASURED_EVERY_S", 3.0)
    told: list[WitnessSample] = []
    media.when_measured(told.extend)

    def of(site: str) -> list[WitnessSample]:
        return [each for each in told if (each.room, each.site) == (room, site)]

    async def scenario() -> None:
        site = await Site(media, room, "yen-lap").publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE, SOUND)
        await until(lambda: bool(of("yen-lap")), within_s=30)
        await until(lambda: any(each.rtt_ms for each in of("dong-thinh")), within_s=30)
        publishes, watches = of("yen-lap")[-1], of("dong-thinh")[-1]
        assert publishes.receiving and publishes.up_kbps and publishes.up_lost_pct is not None
        assert publishes.down_kbps is publishes.rtt_ms is None
        assert watches.receiving is not False and watches.down_kbps
        assert watches.up_lost_pct is None
        Cut(site.peer)
        await until(lambda: of("yen-lap")[-1].receiving is False, within_s=10)
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


class Cut:
    """The cable is pulled: nothing leaves any more, and nobody is told."""

    def __init__(self, peer: Any) -> None:
        async def lose(data: bytes) -> None:
            """Send nothing."""

        peer.getTransceivers()[0].receiver.transport.transport._send = lose
