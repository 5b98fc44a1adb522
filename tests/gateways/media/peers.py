"""Sites and viewers made of aiortc, as browsers would be."""

import asyncio
import time
from collections.abc import Callable

from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack
from av import VideoFrame

from hub.gateways.media.interface import Feed, MediaGateway


async def until(condition: Callable[[], bool], within_s: float = 60.0) -> None:
    """Wait until something has become true; fail when it does not."""
    limit = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        await asyncio.sleep(0.05)


class GreyPicture(VideoStreamTrack):
    """A camera that sees one shade of grey, so that one knows whose picture arrived."""

    def __init__(self, grey: int, width: int = 320) -> None:
        super().__init__()
        self._frame = VideoFrame(width, width * 9 // 16 // 2 * 2, "yuv420p")
        for plane, value in zip(self._frame.planes, (grey, 128, 128), strict=True):
            plane.update(bytes([value]) * plane.buffer_size)

    async def recv(self) -> VideoFrame:
        self._frame.pts, self._frame.time_base = await self.next_timestamp()
        return self._frame


def connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration([], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


class Site:
    """Publishes sound, a picture and, when asked to, a small picture."""

    def __init__(self, media: MediaGateway, room: str, name: str, grey: int = 128) -> None:
        self.media, self.room, self.name = media, room, name
        self.grey = grey
        self.peer = connection()

    async def publish(self, *, thumb_grey: int | None = None) -> "Site":
        self.peer.addTransceiver(AudioStreamTrack(), "sendonly")
        self.peer.addTransceiver(GreyPicture(self.grey), "sendonly")
        if thumb_grey is not None:
            self.peer.addTransceiver(GreyPicture(thumb_grey, width=160), "sendonly")
        await self.peer.setLocalDescription(await self.peer.createOffer())
        offer = self.peer.localDescription.sdp
        answer = await asyncio.to_thread(self.media.publish, self.room, self.name, offer)
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: self.peer.connectionState == "connected")
        return self


class Screen:
    """What one slot of a viewer received and decoded."""

    def __init__(self, track: MediaStreamTrack) -> None:
        self.frames = 0
        self.grey = -1
        self.width = 0
        self._task = asyncio.ensure_future(self._show(track))

    async def _show(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                self.frames += 1
                if isinstance(frame, VideoFrame):
                    self.grey, self.width = bytes(frame.planes[0])[0], frame.width
        except MediaStreamError:
            return

    def shows(self, grey: int) -> bool:
        return abs(self.grey - grey) < 12


class Viewer:
    """Watches: one screen for each slot, in the order of the feeds."""

    def __init__(self, media: MediaGateway, room: str, name: str) -> None:
        self.media, self.room, self.name = media, room, name
        self.peer = connection()
        self.screens: list[Screen] = []

    async def watch(self, *feeds: Feed) -> "Viewer":
        self.peer.on("track", lambda track: self.screens.append(Screen(track)))
        offer = await asyncio.to_thread(self.media.watch, self.room, self.name, feeds)
        await self.peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        answer = self.peer.localDescription.sdp
        await asyncio.to_thread(self.media.answer, self.room, self.name, answer)
        await until(lambda: self.peer.connectionState == "connected")
        return self
