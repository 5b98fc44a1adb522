"""Conference sites: list in place order, enter, correct, move, retire."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError
from hub.core.ids import SiteId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries, service
from hub.directory.errors import NoSuchSite
from hub.directory.forms import SiteForm, SitePlace
from hub.directory.views import pages
from hub.directory.views.shared import asked_again, for_managers, for_readers, unit_choices
from hub.web import toast
from hub.web.access import runtime
from hub.web.body import submitted


@pages.get("/admin/sites")
@for_readers
def sites(actor: Actor) -> ResponseReturnValue:
    """Show the sites in the order of their fixed places."""
    with runtime().read() as session:
        every = queries.all_sites(session, queries.seen_by(session, actor))
        managed = queries.managed_by(session, actor)
    in_use = [each for each in every if each.active]
    return render_template(
        "directory/sites.html",
        sites=in_use,
        retired=[each for each in every if not each.active],
        can_manage=managed is None or bool(managed),
    )


@pages.post("/admin/sites/<uuid:site_id>/move")
@for_managers
def move_site(actor: Actor, site_id: SiteId) -> ResponseReturnValue:
    """Give a site another place among those the actor manages; the others close up."""
    form = submitted(SitePlace)
    with runtime().unit_of_work(actor) as uow:
        within = queries.managed_by(uow.session, actor)
        order = [each.id for each in queries.sites_of(uow.session, within)]
        if site_id not in order:
            raise NoSuchSite
        order.remove(site_id)
        order.insert(form.place - 1, site_id)
        service.reorder_sites(uow, order)
    toast.say(_("The site has place %(place)s now.", place=form.place))
    return redirect(url_for("directory.sites") + f"#site-{site_id}")


@pages.get("/admin/sites/new")
@for_managers
def new_site(actor: Actor) -> ResponseReturnValue:
    """Ask for a site."""
    return render_template("directory/site_form.html", site=None, units=unit_choices(actor))


@pages.post("/admin/sites")
@for_managers
def create_site(actor: Actor) -> ResponseReturnValue:
    """Enter a site; it gets the last place."""
    try:
        form = submitted(SiteForm)
        with runtime().unit_of_work(actor) as uow:
            service.create_site(uow, form.facts)
    except HubError as error:
        context = {"site": None, "units": unit_choices(actor)}
        return asked_again("directory/site_form.html", error, SiteForm, **context)
    toast.say(_("The site was entered."))
    return redirect(url_for("directory.sites"))


@pages.get("/admin/sites/<uuid:site_id>")
@for_managers
def site(actor: Actor, site_id: SiteId) -> ResponseReturnValue:
    """Show a site to correct it."""
    return render_template("directory/site_form.html", **_about(actor, site_id))


@pages.post("/admin/sites/<uuid:site_id>")
@for_managers
def change_site(actor: Actor, site_id: SiteId) -> ResponseReturnValue:
    """Correct a site."""
    context = _about(actor, site_id)
    try:
        form = submitted(SiteForm)
        with runtime().unit_of_work(actor) as uow:
            found = queries.site(uow.session, site_id)
            service.change_site(uow, found, form.facts, version=form.version)
    except HubError as error:
        return asked_again("directory/site_form.html", error, SiteForm, **context)
    toast.say(_("The corrections were saved."))
    return redirect(url_for("directory.sites"))


@pages.post("/admin/sites/<uuid:site_id>/retire")
@for_managers
def retire_site(actor: Actor, site_id: SiteId) -> ResponseReturnValue:
    """Offer a site to new meetings no more."""
    with runtime().unit_of_work(actor) as uow:
        service.retire_site(uow, queries.site(uow.session, site_id))
    toast.say(_("The site is not offered to new meetings any more."))
    return redirect(url_for("directory.sites"))


@pages.post("/admin/sites/<uuid:site_id>/return")
@for_managers
def return_site(actor: Actor, site_id: SiteId) -> ResponseReturnValue:
    """Offer a retired site again."""
    with runtime().unit_of_work(actor) as uow:
        service.return_site(uow, queries.site(uow.session, site_id))
    toast.say(_("The site is offered to new meetings again."))
    return redirect(url_for("directory.sites"))


def _about(actor: Actor, site_id: SiteId) -> dict[str, Any]:
    """Return what the form of one site needs. Raises NoSuchSite."""
    with runtime().read() as session:
        found = queries.site(session, site_id)
        managed = queries.managed_by(session, actor)
    if managed is not None and found.unit_id not in managed:
        raise NoSuchSite
    return {"site": found, "units": unit_choices(actor)}
