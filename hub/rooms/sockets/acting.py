"""The shape of most messages: something is done in a meeting, in one unit of work."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias, TypeVar

from hub.core.forms import read
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.rooms.forms import MeetingForm
from hub.web import live
from hub.web.access import for_participants, runtime

F = TypeVar("F", bound=MeetingForm)
#: What is left to do after the commit, where the engine may be told.
After: TypeAlias = Callable[[], None]


def in_meeting(
    kind: type[F],
) -> Callable[[Callable[[UnitOfWork, Meeting, F], After | None]], live.Handler]:
    """Serve messages read as `kind`, about a meeting that who sends them may see.

    Of the meeting only its own row is loaded. What the decorated function returns is done after
    the commit. Whether the actor may do it is for the service to say.
    """

    def decorate(do: Callable[[UnitOfWork, Meeting, F], After | None]) -> live.Handler:
        @for_participants
        @wraps(do)
        def handler(actor: Actor, message: live.Message) -> live.Reply:
            form = read(kind, message)
            with runtime().unit_of_work(actor) as uow:
                meeting = meetings.glimpse_to_see(uow.session, actor, form.meeting).meeting
                after = do(uow, meeting, form)
            if after is not None:
                after()
            return {}

        return handler

    return decorate
