"""Opening the meeting: with a quorum, or with the chair's reason to go on without one."""

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.attendance import queries as attendance
from hub.attendance import service as attendance_service
from hub.attendance.errors import NoQuorum
from hub.attendance.forms import OpeningForm
from hub.attendance.rules import limits_of
from hub.core.errors import HubError, InvalidInput
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.rooms.views import pages
from hub.web import toast
from hub.web.access import for_signed_in, runtime, settings
from hub.web.body import submitted, typed
from hub.web.problems import is_program, status_of

#: Sites named of those that are not there; more are only counted.
MISSING_LISTED: Final = 60


@pages.post("/meetings/<uuid:meeting_id>/open")
@for_signed_in
def open_meeting(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Begin the meeting (khai mạc). Without a quorum the reason is asked for, and kept."""
    try:
        form = submitted(OpeningForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            meeting_service.open_meeting(uow, meeting)
            attendance_service.check_quorum(
                uow, meeting, reason=form.reason or "", limits=limits_of(settings())
            )
    except (NoQuorum, InvalidInput) as error:
        if is_program():
            raise
        return _asked(actor, meeting_id, error)
    toast.say(_("The meeting is open. The sites are coming in."))
    return redirect(_back_from(request.referrer or "", meeting_id))


def _back_from(page: str, meeting_id: MeetingId) -> str:
    """Return the page the button was pressed on; after the reason was asked for, the lobby."""
    if not page or page.endswith("/open"):
        return url_for("rooms.lobby", meeting_id=meeting_id)
    return page


def _asked(actor: Actor, meeting_id: MeetingId, error: HubError) -> ResponseReturnValue:
    """Show who is there and who is not, and ask why the meeting is opened all the same."""
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, meeting_id).meeting
        quorum = attendance.quorum_now(session, meeting, limits_of(settings()))
        missing, away = attendance.missing_from(session, meeting.id, most=MISSING_LISTED)
    context: dict[str, Any] = {
        "meeting": meeting,
        "quorum": quorum,
        "missing": missing,
        "away": away,
        "typed": typed(),
        "mistakes": error.fields if isinstance(error, InvalidInput) else {},
        "refusal": error.sentence,
    }
    return render_template("rooms/opening.html", **context), status_of(error)
