"""The rules by which attendance is judged, type by type: read by many, set by administrators."""

from typing import Any, Final

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.attendance import queries, rules, service
from hub.attendance.errors import RulesChanged
from hub.attendance.forms import DropRulesForm, RulesForm
from hub.attendance.views import pages
from hub.core.errors import InvalidInput, NotFound
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import MeetingType
from hub.web import toast
from hub.web.access import for_role, runtime, settings
from hub.web.body import shown_again, submitted

for_readers: Final = for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
for_setters: Final = for_role(Role.SYSTEM_ADMIN)
TEMPLATE: Final = "attendance/rules_of_type.html"


@pages.get("/admin/attendance")
@for_readers
def type_rules(actor: Actor) -> ResponseReturnValue:
    """Show the rules of every type, and which of them the office has set itself."""
    with runtime().read() as session:
        own = queries.rules_by_type(session)
    here = rules.limits_of(settings())
    return render_template(
        "attendance/rules.html",
        lines=[(kind, rules.as_kept(rules.limits_for(here, own.get(kind)), kind), own.get(kind))
               for kind in MeetingType],
        may_set=rules.may_set_rules(actor),
    )  # fmt: skip


@pages.get("/admin/attendance/<meeting_type>")
@for_setters
def rules_of_type(_actor: Actor, meeting_type: str) -> ResponseReturnValue:
    """Show the rules of one type to change them."""
    return render_template(TEMPLATE, **_context(_type(meeting_type)))


@pages.post("/admin/attendance/<meeting_type>")
@for_setters
def set_rules(actor: Actor, meeting_type: str) -> ResponseReturnValue:
    """Set the rules of one type."""
    chosen = _type(meeting_type)
    try:
        form = submitted(RulesForm)
        with runtime().unit_of_work(actor) as uow:
            service.set_rules(uow, chosen, form.limits(), version=form.version)
    except InvalidInput as error:
        return shown_again(TEMPLATE, error, RulesForm, **_context(chosen))
    except RulesChanged as error:
        mistake = InvalidInput({"form": error.sentence})
        page = shown_again(TEMPLATE, mistake, RulesForm, **_context(chosen))
        return make_response(page[0], 409)  # type: ignore[index]
    toast.say(_("The rules are set. Sheets that are frozen keep theirs."))
    return redirect(url_for(".type_rules"))


@pages.post("/admin/attendance/<meeting_type>/drop")
@for_setters
def drop_rules(actor: Actor, meeting_type: str) -> ResponseReturnValue:
    """Let one type be judged by the settings of the installation again."""
    chosen, form = _type(meeting_type), submitted(DropRulesForm)
    with runtime().unit_of_work(actor) as uow:
        service.drop_rules(uow, chosen, version=form.version)
    toast.say(_("The settings of the installation hold for this type again."))
    return redirect(url_for(".type_rules"))


def _type(name: str) -> MeetingType:
    try:
        return MeetingType(name)
    except ValueError:
        raise NotFound from None


def _context(kind: MeetingType) -> dict[str, Any]:
    here = rules.limits_of(settings())
    with runtime().read() as session:
        own = queries.rules_by_type(session).get(kind)
    return {
        "kind": kind,
        "own": own,
        "limits": rules.as_kept(rules.limits_for(here, own), kind),
        "usual": rules.as_kept(here, kind),
    }
