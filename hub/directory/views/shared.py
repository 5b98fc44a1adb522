"""What the administration pages have in common."""

from datetime import date
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from hub.core.clock import wall_date
from hub.core.errors import HubError, InvalidInput
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries, rules
from hub.web.access import for_role, runtime
from hub.web.body import typed
from hub.web.problems import status_of

#: Reading is open to auditors too; changing is not.
for_readers: Final = for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR)
for_managers: Final = for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)


def today() -> date:
    """Return the present day in Vietnam."""
    return wall_date(runtime().clock())


def asked_again(
    template: str, error: HubError, form: type[BaseModel], **context: Any
) -> ResponseReturnValue:
    """Return the form again with what was typed: after mistakes, and after a refusal."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    page = render_template(
        template, typed=typed(form), mistakes=fields, mistake=error.sentence, **context
    )
    return page, status_of(error)


def level_choices() -> list[tuple[str, str]]:
    """Return the levels a unit can be on."""
    return [(code, _(rules.LEVEL_NAMES[code])) for code in rules.LEVELS]


def role_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the roles the actor can give."""
    return [
        (role.value, rules.role_name(role)) for role in rules.GIVEN if rules.may_give(actor, role)
    ]


def unit_choices(actor: Actor, *, without: object = None) -> list[tuple[str, str]]:
    """Return the valid units the actor manages, indented as they stand in the tree."""
    with runtime().read() as session:
        branches = queries.tree_on(session, today(), queries.managed_by(session, actor))
    return [
        (str(each.unit.id), "\u2003" * each.depth + each.name)
        for each in branches
        if each.unit.id != without
    ]
