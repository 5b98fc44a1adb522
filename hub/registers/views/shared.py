"""What the pages of the registers have in common."""

from dataclasses import replace
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from hub.core.clock import wall_date
from hub.core.errors import HubError, InvalidInput
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.directory.models import Unit
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import Sheet, to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.registers import papers, rules
from hub.registers.forms import AskedForm
from hub.registers.papers import Register
from hub.web import downloads
from hub.web.access import for_role, neighbour, runtime
from hub.web.body import typed
from hub.web.periods import Asked
from hub.web.problems import status_of

for_readers: Final = for_role(*rules.READING, *rules.READING_ALL)
for_keepers: Final = for_role(*rules.KEEPING)


def context_of(actor: Actor, asked: Asked[AskedForm], unit: Unit) -> dict[str, Any]:
    """Return what each register shows around its lines."""
    units: list[Unit] = []
    if actor.has(*rules.READING_ALL):
        with runtime().read() as session:
            units = directory.units_valid_at(session, asked.today)
    address = {"start": f"{asked.start:%d/%m/%Y}", "end": f"{asked.end:%d/%m/%Y}"}
    if asked.form.q:
        address["q"] = asked.form.q
    if unit.id != actor.unit_id:
        address["unit"] = str(unit.id)
    return {
        "asked": asked.form,
        "address": address,
        "unit": unit,
        "units": units,
        "may_keep": rules.may_keep(actor, unit.id),
        "today": asked.today,
        "rules": rules,
        **asked.context,
    }


def as_file(unit_id: UnitId, kind: str, register: Register) -> ResponseReturnValue:
    """Return a register to keep: CSV, XLSX, or PDF in the form of the decree."""
    now = runtime().clock()

    def pdf() -> bytes:
        with runtime().read() as session:
            head = directory.letterhead(session, unit_id, wall_date(now))
        html = papers.register_paper(register, head)
        return print_paper(neighbour(Workers), html)

    return downloads.in_format(
        kind,
        register.sheet.title,
        csv=lambda: to_csv(register.sheet),
        xlsx=lambda: to_workbook(neighbour(Workers), [_titled(unit_id, register)], made_at=now),
        pdf=pdf,
    )


def _titled(unit_id: UnitId, register: Register) -> Sheet:
    """Return the table with what the cover of the printed book says above it."""
    with runtime().read() as session:
        unit = directory.unit(session, unit_id)
    sheet = register.sheet
    return replace(sheet, heading=[f"{unit.name}: {sheet.title}", *sheet.heading])


def asked_again(
    template: str, error: HubError, form: type[BaseModel], **context: Any
) -> ResponseReturnValue:
    """Return the form again with what was typed: after mistakes, and after a refusal."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    page = render_template(
        template, typed=typed(form), mistakes=fields, mistake=error.sentence, **context
    )
    return page, status_of(error)
