"""The assumptions behind the figures: read by many, set by administrators, kept in versions."""

from typing import Any, Final

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.savings import queries, rules, service
from hub.savings.errors import AssumptionsChanged
from hub.savings.forms import AssumptionsForm
from hub.savings.rules import Prices
from hub.savings.views import pages
from hub.web import toast
from hub.web.access import for_role, runtime
from hub.web.body import shown_again, submitted

TEMPLATE: Final = "savings/assumptions.html"


@pages.get("/admin/savings")
@for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
def assumptions(actor: Actor) -> ResponseReturnValue:
    """Show the assumptions and their earlier versions."""
    return render_template(TEMPLATE, **_context(actor))


@pages.post("/admin/savings")
@for_role(Role.SYSTEM_ADMIN)
def set_assumptions(actor: Actor) -> ResponseReturnValue:
    """Set the assumptions anew."""
    try:
        form = submitted(AssumptionsForm)
        prices = Prices(**{name: getattr(form, name) for name in Prices.__dataclass_fields__})
        with runtime().unit_of_work(actor) as uow:
            service.set_assumptions(uow, prices, note=form.note, read_number=form.number)
    except InvalidInput as error:
        return shown_again(TEMPLATE, error, AssumptionsForm, **_context(actor))
    except AssumptionsChanged as error:
        mistake = InvalidInput({"form": error.sentence})
        page = shown_again(TEMPLATE, mistake, AssumptionsForm, **_context(actor))
        return make_response(page[0], 409)  # type: ignore[index]
    toast.say(_("The assumptions are set. Earlier versions are kept."))
    return redirect(url_for("savings.assumptions"), 303)


def _context(actor: Actor) -> dict[str, Any]:
    with runtime().read() as session:
        versions = queries.all_assumptions(session)
    newest = versions[0] if versions else None
    return {
        "versions": versions,
        "number": newest.number if newest else 0,
        "prices": queries.prices_of(newest),
        "may_set": rules.may_set(actor),
    }
