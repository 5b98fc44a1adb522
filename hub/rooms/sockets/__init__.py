"""The live line of the room. Every message is judged again from the database."""

from collections.abc import Mapping
from typing import Final

from hub.rooms.sockets import directing, lines, moderating, presence, signalling, staging
from hub.rooms.sockets.presence import fell_silent, heard_again, lost
from hub.web.live import Handler

__all__ = ["HANDLERS", "MEDIA_RESTARTED", "fell_silent", "heard_again", "lost"]

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
    "room:let-pass": directing.let_pass,
    "room:refuse": directing.refuse,
    "room:move-hand": directing.move_hand,
    "room:grant": directing.grant,
    "room:grant-next": directing.grant_next,
    "room:grant-answer": directing.grant_answer,
    "room:extend": directing.extend,
    "room:end-floor": directing.end_floor,
    "room:begin-item": directing.begin_item,
    "room:end-item": directing.end_item,
    "room:limit": directing.limit,
    "room:mute": moderating.mute,
    "room:unmute": moderating.unmute,
    "room:ask-unmute": moderating.ask_unmute,
    "room:decline-unmute": moderating.decline_unmute,
    "room:mute-others": moderating.mute_others,
    "room:unmute-all": moderating.unmute_all,
    "room:remove": moderating.remove,
    "room:readmit": moderating.readmit,
    "room:admission": moderating.admission,
    "room:admit": moderating.admit,
    "room:admit-all": moderating.admit_all,
    "room:turn-away": moderating.turn_away,
    "room:move-media": moderating.move_media,
    "room:layout": staging.layout,
    "room:share": staging.share,
    "room:end-share": staging.end_share,
    "room:present": staging.present,
    "room:turn-page": staging.turn_page,
    "room:end-present": staging.end_present,
}
