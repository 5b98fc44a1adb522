"""The live line of the room. Every message is judged again from the database."""

from collections.abc import Mapping
from typing import Final

from hub.rooms.sockets import directing, lines, presence, signalling
from hub.rooms.sockets.presence import lost
from hub.web.live import Handler

__all__ = ["HANDLERS", "MEDIA_RESTARTED", "lost"]

#: Told to every page when the engine came back empty: publish and watch again.
MEDIA_RESTARTED: Final = "room:media-restarted"

HANDLERS: Final[Mapping[str, Handler]] = {
    "room:join": presence.join,
    "room:leave": presence.leave,
    "room:heartbeat": presence.heartbeat,
    "room:sample": presence.sample,
    "room:answer-roll": presence.answer_roll,
    "room:ping": presence.ping,
    "room:mode": lines.mode,
    "room:publish": signalling.publish,
    "room:watch": signalling.watch,
    "room:watch-answer": signalling.watch_answer,
    "room:show": signalling.show,
    "room:layer": signalling.layer,
    "room:media": signalling.devices,
    "room:echo": signalling.echo,
    "room:hand": directing.hand,
    "room:lower": directing.lower,
    "room:grant": directing.grant,
    "room:grant-next": directing.grant_next,
    "room:end-floor": directing.end_floor,
    "room:mute": directing.mute,
    "room:unmute": directing.unmute,
    "room:remove": directing.remove,
    "room:readmit": directing.readmit,
}
