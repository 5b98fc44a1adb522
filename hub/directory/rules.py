"""Who may manage what in the directory, and when a row is valid."""

import re
from collections.abc import Collection
from datetime import date
from typing import Final

from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor, Role

#: Roles that reach over every unit; only a system admin gives them.
OF_THE_WHOLE: Final = frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
#: Roles that can be given to a post (SYSTEM is the timetable's).
GIVEN: Final = tuple(role for role in Role if role is not Role.SYSTEM)
#: Levels of this installation's tree, as codes; how they are called is `Unit.level_name`.
LEVELS: Final = ("central", "province", "district", "commune", "office")
#: Schemes of official codes: QCVN 102:2016, Quyết định 20/2020/QĐ-TTg, General Statistics Office.
SCHEMES: Final = ("qcvn102", "qd20", "gso", "local")
CODE_FORMS: Final = {
    "qcvn102": re.compile(r"[0-9A-Z]{1,3}(\.[0-9A-Z]{2,3}){0,2}\.[A-Z][0-9]{2}"),
    "qd20": re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,6}){0,8}"),
    "gso": re.compile(r"[0-9]{2,5}"),
    "local": re.compile(r"[0-9A-Za-z._-]{1,35}"),
}


def is_valid_on(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Tell whether something is valid on a day; `valid_to` is the first day it no longer is."""
    return valid_from <= day and (valid_to is None or day < valid_to)


def is_code(scheme: str, code: str) -> bool:
    """Tell whether a code has the form of its scheme."""
    form = CODE_FORMS.get(scheme)
    return form is not None and len(code) <= 35 and bool(form.fullmatch(code))  # noqa: PLR2004


def may_manage_all(actor: Actor) -> bool:
    """System admins manage every unit."""
    return actor.has(Role.SYSTEM_ADMIN, Role.SYSTEM)


def may_manage(actor: Actor, unit_id: UnitId, own: Collection[UnitId]) -> bool:
    """Tell whether the actor manages a unit; `own` are the actor's unit and those below it."""
    return may_manage_all(actor) or (actor.has(Role.UNIT_ADMIN) and unit_id in own)


def may_give(actor: Actor, role: Role) -> bool:
    """Tell whether the actor may give or take a role."""
    return role in GIVEN and (may_manage_all(actor) or role not in OF_THE_WHOLE)
