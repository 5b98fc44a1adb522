"""How much units keep, and how much they may: for administrators of the hub."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.documents.forms.quotas import QuotaForm
from hub.documents.queries import quotas
from hub.documents.service.quotas import set_quota
from hub.documents.views import pages
from hub.web import toast
from hub.web.access import for_role, runtime, settings
from hub.web.body import shown_again, submitted


@pages.get("/admin/storage")
@for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
def storage_room(actor: Actor) -> ResponseReturnValue:
    """Show what the documents of every unit take."""
    return render_template("documents/storage.html", typed={}, **_context(actor))


@pages.post("/admin/storage")
@for_role(Role.SYSTEM_ADMIN)
def put_quota(actor: Actor) -> ResponseReturnValue:
    """Set the quota of a unit."""
    try:
        form = submitted(QuotaForm)
    except InvalidInput as error:
        return shown_again("documents/storage.html", error, QuotaForm, **_context(actor))
    with runtime().unit_of_work(actor) as uow:
        unit = directory.unit(uow.session, form.unit_id)
        set_quota(uow, unit.id, form.megabytes)
    toast.say(_("The quota of %(unit)s was set.", unit=unit.short_name))
    return redirect(url_for(".storage_room"))


def _context(actor: Actor) -> dict[str, Any]:
    with runtime().read() as session:
        rooms = quotas.rooms(session, settings().unit_quota_mb)
        units = [(str(each.id), each.name) for each in directory.all_units(session)]
    return {
        "rooms": rooms,
        "units": units,
        "default_mb": settings().unit_quota_mb,
        "may_set": actor.has(Role.SYSTEM_ADMIN),
    }
