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
    _ensure_may_hear(actor, room)
    live.enter(room)
    return {}


@for_signed_in
def unwatch(_actor: Actor, message: live.Message) -> live.Reply:
    """Stop hearing the news of a room."""
    live.go_out(read(WatchForm, message).room)
    return {}


def _ensure_may_hear(actor: Actor, room: str) -> None:
    kind, _, thing = room.partition(":")
    if kind == "meeting":
        from hub.meetings import queries as meetings

        with runtime().read() as session:
            meetings.get_to_see(session, actor, MeetingId(live.as_uuid(thing)))
    elif room not in {f"person:{actor.person_id}", f"unit:{actor.unit_id}"}:
        raise NotFound


HANDLERS = {"watch": watch, "unwatch": unwatch}
