"""For operators: whom the hub trusts, how old its revocation lists are, what failed last."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.certificates import queries, service
from hub.certificates.views import pages
from hub.core.text import gettext as _
from hub.core.unit_of_work import SYSTEM, Actor, Role
from hub.gateways.signing import lists
from hub.gateways.signing.overview import overview
from hub.web import toast
from hub.web.access import for_role, runtime, settings
from hub.web.security import limited


@pages.get("/admin/trust")
@for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
def trust(actor: Actor) -> ResponseReturnValue:
    """Show authorities, lists and addresses as they are now."""
    now = runtime().clock()
    with runtime().read() as session:
        known = queries.sources(session)
    return render_template(
        "certificates/trust.html",
        found=overview(settings(), now),
        sources=[(each, known.get(each)) for each in lists.addresses(settings())],
        failures={code: _(sentence) for code, sentence in lists.FAILURES.items()},
        may_fetch=actor.has(Role.SYSTEM_ADMIN),
        folder=settings().trust.name,
        hours=settings().crl_hours,
        now=now,
    )


@pages.post("/admin/trust/fetch")
@for_role(Role.SYSTEM_ADMIN)
@limited("6 per minute")
def fetch_lists(_actor: Actor) -> ResponseReturnValue:
    """Ask every configured address now."""
    attempts = lists.fetch_all(settings(), lists.addresses(settings()), runtime().clock())
    with runtime().unit_of_work(SYSTEM) as uow:
        service.note_attempts(uow, attempts)
    failed = sum(1 for each in attempts if each.failure)
    if failed:
        sentence = _(
            "%(failed)s of %(all)s lists could not be fetched.", failed=failed, all=len(attempts)
        )
        toast.say(sentence, "warn")
    else:
        toast.say(_("%(all)s revocation lists were fetched.", all=len(attempts)))
    return redirect(url_for("certificates.trust"))
