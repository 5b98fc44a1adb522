"""What a page says of its own line: which mode it takes part in."""

from hub.core.forms import read
from hub.core.unit_of_work import Actor
from hub.inbox import service as inbox
from hub.meetings.models import MeetingSite
from hub.quality import service as quality
from hub.rooms import queries
from hub.rooms.errors import NotInTheRoom
from hub.rooms.forms import ModeForm
from hub.web import live
from hub.web.access import for_participants, runtime


@for_participants
def mode(actor: Actor, message: live.Message) -> live.Reply:
    """Note with what the site takes part now: pictures, sound only, the telephone."""
    form = read(ModeForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        if seat.meeting_id != form.meeting:
            raise NotInTheRoom
        site = uow.session.get_one(MeetingSite, seat.meeting_site_id)

        def switch() -> live.Reply:
            quality.switch_mode(uow, site, form.mode, chosen=form.chosen)
            return {}

        return inbox.once(uow, form.event_key, "room:mode", switch)
