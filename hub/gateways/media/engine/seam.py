"""Everything of aiortc the engine uses that is not its public interface, pinned to one version.

Moving to another version means reading this module again and running the contract tests.
"""

from collections.abc import Callable
from typing import Any, Final

import aiortc
import pylibsrtp
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCRtpTransceiver

from hub.gateways.media.interface import Kind

PINNED: Final = "1.16.0"
CODEC: Final = {Kind.AUDIO: "audio/opus", Kind.VIDEO: "video/VP8"}
#: Forward error correction makes sound bearable at 10 % loss; a sender does it when told so here.
OPUS: Final = {"minptime": "10", "useinbandfec": "1"}


class WrongVersion(RuntimeError):
    """aiortc is not the version this module was written for."""


def ensure_pinned() -> None:
    """Raise WrongVersion unless aiortc is the pinned version."""
    if aiortc.__version__ != PINNED:
        raise WrongVersion(f"aiortc {aiortc.__version__} is installed, {PINNED} is needed")


def new_connection() -> RTCPeerConnection:
    """Return a connection that bundles all m-lines and asks no STUN server.

    Without the bundle policy the third m-line is lost silently.
    """
    return RTCPeerConnection(
        RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
    )


def add_line(connection: RTCPeerConnection, kind: Kind, direction: str) -> RTCRtpTransceiver:
    """Add an m-line whose sender and receiver never start: no decoder, no estimator, no thread.

    Opus and VP8 only, and no RTX: packets are sent again under their own SSRC.
    """
    line = connection.addTransceiver(kind.value, direction=direction)
    capabilities = aiortc.RTCRtpSender.getCapabilities(kind.value).codecs
    line.setCodecPreferences([each for each in capabilities if each.mimeType == CODEC[kind]])
    line.receiver.receive = line.sender.send = _nothing
    return line


async def _nothing(parameters: object) -> None:
    """Stand in for starting a sender or a receiver."""


def ask_for_error_correction(line: RTCRtpTransceiver) -> None:
    """Make the answer to come ask an Opus sender for in-band error correction."""
    if line.kind == Kind.AUDIO:
        line._codecs[0].parameters = dict(OPUS)


def ssrc_of(line: RTCRtpTransceiver) -> int:
    """Return the SSRC the offer announces for this m-line."""
    return int(line.sender._ssrc)


def name_stream(line: RTCRtpTransceiver, stream: str) -> None:
    """Set the media stream the browser puts the m-line's track in: same stream, lip-sync."""
    line.sender._stream_id = stream


def payload_type(line: RTCRtpTransceiver) -> int:
    """Return the payload type negotiated for this m-line."""
    return int(line._codecs[0].payloadType)


def mid_extension(line: RTCRtpTransceiver) -> int:
    """Return the header extension number that carries the mid, or 0."""
    for each in line._headerExtensions:
        if each.uri == "urn:ietf:params:rtp-hdrext:sdes:mid":
            return int(each.id)
    return 0


class Wire:
    """The encrypted line of one connection, past aiortc's per-packet tasks."""

    def __init__(self, connection: RTCPeerConnection) -> None:
        self._dtls: Any = connection.getTransceivers()[0].receiver.transport
        self._pairs: dict[int, Any] = self._dtls.transport._connection._nominated
        self.packets = 0

    def listen(self, media: Callable[[bytes], None], control: Callable[[bytes], None]) -> None:
        """Hand decrypted RTP and RTCP to these functions instead of aiortc's receivers."""

        async def on_media(data: bytes, arrival_time_ms: int) -> None:  # noqa: ARG001  (by name)
            media(data)

        async def on_control(data: bytes) -> None:
            control(data)

        self._dtls._handle_rtp_data = on_media
        self._dtls._handle_rtcp_data = on_control

    def send(self, data: bytes) -> None:
        """Encrypt and send RTP; nothing happens while not connected."""
        session = self._dtls._tx_srtp
        pair = self._pairs.get(1)
        if session is None or pair is None:
            return
        try:
            pair.protocol.transport.sendto(session.protect(data), pair.remote_addr)
        except (pylibsrtp.Error, ValueError):  # ValueError: longer than libsrtp's buffer
            return
        self.packets += 1

    def send_control(self, data: bytes) -> None:
        """Encrypt and send RTCP; nothing happens while not connected."""
        session = self._dtls._tx_srtp
        pair = self._pairs.get(1)
        if session is None or pair is None or not data:
            return
        try:
            pair.protocol.transport.sendto(session.protect_rtcp(data), pair.remote_addr)
        except (pylibsrtp.Error, ValueError):
            return
