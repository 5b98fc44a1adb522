"""Which news a page may hear: of meetings its reader may see, of themselves, of their unit."""

from typing import Annotated

from pydantic import StringConstraints

from hub.core.errors import NotFound
from hub.core.forms import Form, read
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.web import live
from hub.web.access import for_signed_in, runtime


class WatchForm(Form):
    """A room: `meeting:<id>`, `person:<id>` or `unit:<id>`."""

    room: Annotated[str, StringConstraints(pattern=r"^(meeting|person|unit):[0-9a-f\-]{36}$")]


@for_signed_in
def watch(actor: Actor, message: live.Message) -> live.Reply:
    """Hear the news of a room. To those who may not: not found."""
    room = read(WatchForm, message).room
    if _ensure_may_hear(actor, room):
        live.enter(live.desk_of(room))
    live.enter(room)
    return {}


@for_signed_in
def unwatch(_actor: Actor, message: live.Message) -> live.Reply:
    """Stop hearing the news of a room."""
    room = read(WatchForm, message).room
    live.go_out(room)
    live.go_out(live.desk_of(room))
    return {}


def _ensure_may_hear(actor: Actor, room: str) -> bool:
    """Tell whether the actor is one of those who run what the room is about."""
    kind, _, thing = room.partition(":")
    if kind == "meeting":
        from hub.meetings import queries as meetings
        from hub.meetings import rules as meeting_rules

        with runtime().read() as session:
            found = meetings.glimpse_to_see(session, actor, MeetingId(live.as_uuid(thing)))
        return meeting_rules.is_of_host(actor, found.meeting)
    if room not in {f"person:{actor.person_id}", f"unit:{actor.unit_id}"}:
        raise NotFound
    return False


HANDLERS = {"watch": watch, "unwatch": unwatch}
