"""A site publishes again while its former connection is still sending."""

import asyncio
from itertools import count

from aiortc.mediastreams import AudioStreamTrack

from hub.gateways.media.engine import rtp
from hub.gateways.media.engine.rooms import Pace, Room
from tests.gateways.media.peers import GreyPicture, connection

KEY_FRAME = b"\x10\x00\x9d\x01\x2a"


async def an_offer() -> str:
    peer = connection()
    peer.addTransceiver(AudioStreamTrack(), "sendonly")
    peer.addTransceiver(GreyPicture(128), "sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    text = peer.localDescription.sdp
    await peer.close()
    return text


def test_nothing_of_the_former_connection_is_taken_for_the_new_one() -> None:
    async def scenario() -> None:
        room = Room(Pace(), "")
        await room.publish("yen-lap", await an_offer())
        former = room.publishers["yen-lap"]
        sound, picture = former.tracks
        sources = [track.source.ssrc for track in (sound, picture) if track.source]
        again = asyncio.ensure_future(room.publish("yen-lap", await an_offer()))
        for seq in count():
            if again.done():
                break
            for ssrc in sources:
                former._take(rtp.HEADER.pack(rtp.PLAIN, 96, seq % 65536, 0, ssrc) + KEY_FRAME)
            await asyncio.sleep(0)
        assert room.publishers["yen-lap"].tracks == [sound, picture]
        assert [track.reception.received for track in (sound, picture)] == [0, 0]
        for each in room.close():
            await each.closed()

    asyncio.run(scenario())
