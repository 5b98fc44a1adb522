"""Which news a page may hear: of meetings its reader may see, of themselves, of their unit."""

from typing import Annotated

from pydantic import StringConstraints

from hub.core.errors import NotFound
from hub.core.forms import Form, read
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.web import live
from hub.web.access import for_participants, runtime


class WatchForm(Form):
    """A room: `meeting:<id>`, `person:<id>` or `unit:<id>`."""

    room: Annotated[str, StringConstraints(pattern=r"^(meeting|person|unit):[0-9a-f\-]{36}$")]


@for_participants
def watch(actor: Actor, message: live.Message) -> live.Reply:
    """Hear the news of a room. To those who may not: not found."""
    room = read(WatchForm, message).room
    for each in _rooms_within(actor, room):
        live.enter(each)
    live.enter(room)
    return {}


@for_participants
def unwatch(_actor: Actor, message: live.Message) -> live.Reply:
    """Stop hearing the news of a room."""
    room = read(WatchForm, message).room
    live.go_out(room)
    return {}


def _rooms_within(actor: Actor, room: str) -> list[str]:
    """Return the rooms of a meeting the actor hears besides: of the own sites, of the desk."""
    kind, _, thing = room.partition(":")
    if kind == "meeting":
        from hub.meetings import queries as meetings
        from hub.meetings import rules as meeting_rules

        with runtime().read() as session:
            found = meetings.glimpse_to_see(session, actor, MeetingId(live.as_uuid(thing)))
        own = [each.id for each in found.sites if each.unit_id == actor.unit_id]
        desk = [live.desk_of(room)] if meeting_rules.is_of_host(actor, found.meeting) else []
        return [*desk, *(live.site_room(room, each) for each in own)]
    if room not in {f"person:{actor.person_id}", f"unit:{actor.unit_id}"}:
        raise NotFound
    return []


HANDLERS = {"watch": watch, "unwatch": unwatch}
