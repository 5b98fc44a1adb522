"""What counts as a good line: shown to those who read the settings, set by the system admin."""

from typing import Any, Final

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.quality import queries, rules, service
from hub.quality.errors import ScaleChanged
from hub.quality.forms import ScaleForm
from hub.quality.views import pages
from hub.web import toast
from hub.web.access import for_role, runtime, settings
from hub.web.body import shown_again, submitted

for_readers: Final = for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)


@pages.get("/admin/grades")
@for_readers
def scale(actor: Actor) -> ResponseReturnValue:
    """Show the limits in force, where they come from, and what they were before."""
    return render_template("quality/scale.html", **_context(actor))


@pages.post("/admin/grades")
@for_role(Role.SYSTEM_ADMIN)
def set_scale(actor: Actor) -> ResponseReturnValue:
    """Judge samples by other limits from now on."""
    try:
        form = submitted(ScaleForm)
        with runtime().unit_of_work(actor) as uow:
            service.set_scale(
                uow, form.thresholds(), reason=form.reason, after_version=form.after_version
            )
    except InvalidInput as error:
        return shown_again("quality/scale.html", error, ScaleForm, **_context(actor))
    except ScaleChanged as error:
        mistake = InvalidInput({"form": error.sentence})
        page = shown_again("quality/scale.html", mistake, ScaleForm, **_context(actor))
        return make_response(page[0], 409)  # type: ignore[index]
    toast.say(_("The new limits apply to every sample from now on."))
    return redirect(url_for(".scale"))


def _context(actor: Actor) -> dict[str, Any]:
    with runtime().read() as session:
        found = queries.scales(session, settings())
    return {
        "scales": found,
        "current": found[0],
        "default": rules.DEFAULT,
        "measures": rules.MEASURES,
        "may_set": rules.may_set_scale(actor),
    }
