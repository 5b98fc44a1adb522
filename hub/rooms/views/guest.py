"""What a guest finds: their one meeting, its agenda and documents, the way to the lobby."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.documents import queries as documents
from hub.documents import rules as document_rules
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.rooms import rules
from hub.rooms.views import pages
from hub.web.access import for_participants, runtime


@pages.get("/meetings/<uuid:meeting_id>/guest")
@for_participants
def guest(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the meeting to a guest; to others of the meeting, what its guests see."""
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
        found = documents.of_meeting(session, actor, meeting_id)
        title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    return render_template(
        "rooms/guest.html",
        meeting=meeting,
        chair_title=title,
        documents=[
            (each, document_rules.may_read(actor, meeting, each, now))
            for each in found
            if each.state in document_rules.OUTSIDE
        ],
        lobby_open=rules.is_lobby_open(meeting, now),
        over=rules.is_over(meeting),
        opens_at=meeting.starts_at - meeting_rules.OPENS_AHEAD,
    )
