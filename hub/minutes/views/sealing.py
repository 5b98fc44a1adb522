"""Whether the office signs its minutes."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.minutes import queries, service
from hub.minutes.forms import PracticeForm
from hub.minutes.views.blueprint import pages
from hub.web.access import for_signed_in, runtime
from hub.web.body import submitted
from hub.web.toast import say


@pages.post("/minutes/practice")
@for_signed_in
def set_practice(actor: Actor) -> ResponseReturnValue:
    """Say whether the actor's office signs its minutes."""
    seals = submitted(PracticeForm).seals
    with runtime().unit_of_work(actor) as uow:
        service.set_practice(uow, seals=seals)
    say(
        _("Minutes wait for the office's signature from now on.")
        if seals
        else _("Minutes are complete with both signatures; nothing waits for the office.")
    )
    return redirect(url_for(".index"), 303)


@pages.post("/meetings/<uuid:meeting_id>/minutes/seal")
@for_signed_in
def decide_seal(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Say of these minutes whether the office's signature is still to come."""
    awaits = submitted(PracticeForm).seals
    with runtime().unit_of_work(actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        service.decide_seal(uow, meeting, minutes, awaits=awaits)
    say(
        _("These minutes wait for the office's signature.")
        if awaits
        else _("These minutes are issued without the office's signature.")
    )
    return redirect(url_for(".of_meeting", meeting_id=meeting_id), 303)
