"""Changing units: enter, correct, rename as from a day, close."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError
from hub.core.ids import UnitId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries, service
from hub.directory.errors import NoSuchUnit
from hub.directory.forms import ClosedUnit, CorrectedUnit, NewUnit, RenamedUnit
from hub.directory.models import Unit
from hub.directory.views import pages
from hub.directory.views.shared import (
    asked_again,
    for_managers,
    level_choices,
    today,
    unit_choices,
)
from hub.web import toast
from hub.web.access import runtime
from hub.web.body import submitted


@pages.get("/admin/units/new")
@for_managers
def new_unit(actor: Actor) -> ResponseReturnValue:
    """Ask for a unit."""
    return render_template(
        "directory/unit_new.html", parent_id=request.args.get("parent", ""), **_choices(actor)
    )


@pages.post("/admin/units")
@for_managers
def create_unit(actor: Actor) -> ResponseReturnValue:
    """Enter a unit."""
    try:
        form = submitted(NewUnit)
        with runtime().unit_of_work(actor) as uow:
            unit = service.create_unit(
                uow, form.standing, form.facts, since=form.since, legal_ground=form.legal_ground
            )
    except HubError as error:
        return asked_again("directory/unit_new.html", error, NewUnit, **_choices(actor))
    toast.say(_("%(name)s was entered.", name=unit.name))
    return redirect(url_for("directory.unit", unit_id=unit.id))


@pages.get("/admin/units/<uuid:unit_id>/correct")
@for_managers
def correct_unit_form(actor: Actor, unit_id: UnitId) -> ResponseReturnValue:
    """Ask for corrections."""
    return render_template("directory/unit_correct.html", **_about(actor, unit_id))


@pages.post("/admin/units/<uuid:unit_id>/correct")
@for_managers
def correct_unit(actor: Actor, unit_id: UnitId) -> ResponseReturnValue:
    """Correct address, notation or codes."""
    context = _about(actor, unit_id)
    try:
        form = submitted(CorrectedUnit)
        with runtime().unit_of_work(actor) as uow:
            unit = queries.unit(uow.session, unit_id)
            service.correct_unit(uow, unit, form.facts, version=form.version)
    except HubError as error:
        return asked_again("directory/unit_correct.html", error, CorrectedUnit, **context)
    toast.say(_("The corrections were saved."))
    return redirect(url_for("directory.unit", unit_id=unit_id))


@pages.get("/admin/units/<uuid:unit_id>/rename")
@for_managers
def rename_unit_form(actor: Actor, unit_id: UnitId) -> ResponseReturnValue:
    """Ask for new names, and from which day on."""
    return render_template("directory/unit_rename.html", **_about(actor, unit_id))


@pages.post("/admin/units/<uuid:unit_id>/rename")
@for_managers
def rename_unit(actor: Actor, unit_id: UnitId) -> ResponseReturnValue:
    """Call or place a unit otherwise as from a day."""
    context = _about(actor, unit_id)
    try:
        form = submitted(RenamedUnit)
        with runtime().unit_of_work(actor) as uow:
            unit = queries.unit(uow.session, unit_id)
            service.rename_unit(
                uow, unit, form.standing, since=form.since, legal_ground=form.legal_ground
            )
    except HubError as error:
        return asked_again("directory/unit_rename.html", error, RenamedUnit, **context)
    toast.say(_("The name is valid from %(day)s on.", day=f"{form.since:%d/%m/%Y}"))
    return redirect(url_for("directory.unit", unit_id=unit_id))


@pages.get("/admin/units/<uuid:unit_id>/close")
@for_managers
def close_unit_form(actor: Actor, unit_id: UnitId) -> ResponseReturnValue:
    """Ask when and why a unit ends and who takes over."""
    return render_template("directory/unit_close.html", **_about(actor, unit_id))


@pages.post("/admin/units/<uuid:unit_id>/close")
@for_managers
def close_unit(actor: Actor, unit_id: UnitId) -> ResponseReturnValue:
    """End a unit."""
    context = _about(actor, unit_id)
    try:
        form = submitted(ClosedUnit)
        with runtime().unit_of_work(actor) as uow:
            service.close_unit(
                uow,
                queries.unit(uow.session, unit_id),
                since=form.since,
                legal_ground=form.legal_ground,
                successors=[queries.unit(uow.session, each) for each in form.successors],
            )
    except HubError as error:
        return asked_again("directory/unit_close.html", error, ClosedUnit, **context)
    toast.say(_("The unit ends on %(day)s.", day=f"{form.since:%d/%m/%Y}"))
    return redirect(url_for("directory.unit", unit_id=unit_id))


def _choices(actor: Actor) -> dict[str, Any]:
    return {
        "levels": level_choices(),
        "parents": unit_choices(actor),
        "today": today(),
    }


def _about(actor: Actor, unit_id: UnitId) -> dict[str, Any]:
    """Return what the forms about one unit need. Raises NoSuchUnit."""
    with runtime().read() as session:
        managed = queries.managed_by(session, actor)
        if managed is not None and unit_id not in managed:
            raise NoSuchUnit
        unit: Unit = queries.unit(session, unit_id)
        codes = {
            each.scheme: each.code
            for each in queries.codes_of(session, unit_id)
            if each.valid_to is None
        }
    others = unit_choices(actor, without=unit_id)
    return {
        "unit": unit,
        "codes": codes,
        "others": others,
        "successors": [(value, label.strip()) for value, label in others],
        **_choices(actor),
    }
