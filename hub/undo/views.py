"""The button "Undo"."""

from uuid import UUID

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from hub.core.ids import EntryId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.undo import service
from hub.web import toast
from hub.web.access import for_signed_in, runtime

pages = Blueprint("undo", __name__)


@pages.post("/undo/<uuid:removal_id>")
@for_signed_in
def restore(actor: Actor, removal_id: UUID) -> ResponseReturnValue:
    """Put back what the actor has just removed."""
    with runtime().unit_of_work(actor) as uow:
        back = service.restore(uow, EntryId(removal_id))
    if request.is_json:
        return "", 204
    toast.say(_("It is back as it was."))
    return redirect(back, 303)
