"""Who may manage what in the directory, when a row is valid, how papers name units and posts."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from hub.core.ids import UnitId
from hub.core.text import N_, gettext
from hub.core.unit_of_work import Actor, Role

#: Roles that reach over every unit; only a system admin gives them.
OF_THE_WHOLE: Final = frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
#: Roles that can be given to a post (SYSTEM is the timetable's, a guest has it by invitation).
GIVEN: Final = tuple(role for role in Role if role not in {Role.SYSTEM, Role.GUEST})
#: How roles are called.
ROLE_NAMES: Final = {
    Role.SCHEDULER: N_("Scheduler"),
    Role.CHAIR: N_("Chair"),
    Role.SECRETARY: N_("Secretary"),
    Role.REGISTRY_CLERK: N_("Registry clerk"),
    Role.TECHNICIAN: N_("Technician"),
    Role.SITE_LEADER: N_("Leader of an invited unit"),
    Role.SITE_CLERK: N_("Clerk of an invited unit"),
    Role.UNIT_ADMIN: N_("Unit administrator"),
    Role.SYSTEM_ADMIN: N_("System administrator"),
    Role.AUDITOR: N_("Auditor"),
    Role.SYSTEM: N_("The hub itself"),
    Role.GUEST: N_("Guest of a meeting"),
}
#: What each role may do, in one sentence.
ROLE_DUTIES: Final = {
    Role.SCHEDULER: N_("Schedules meetings, sends invitations, chases answers."),
    Role.CHAIR: N_("Approves meetings, chairs them, gives the floor, signs documents and minutes."),
    Role.SECRETARY: N_("Calls the roll, writes and signs the minutes, seals the dossier."),
    Role.REGISTRY_CLERK: N_("Numbers documents, signs for the organisation, issues and recalls."),
    Role.TECHNICIAN: N_("Watches line tests and line quality, helps sites."),
    Role.SITE_LEADER: N_("Answers invitations, joins for the unit, acknowledges documents."),
    Role.SITE_CLERK: N_("Registers delegates, opens the site, receives documents."),
    Role.UNIT_ADMIN: N_("Manages people, sites and units of the own unit and those below it."),
    Role.SYSTEM_ADMIN: N_("Manages everything in the directory, messages and settings."),
    Role.AUDITOR: N_("Reads everything, changes nothing."),
}
LEVEL_NAMES: Final = {
    "central": N_("Central level"),
    "province": N_("Province level"),
    "district": N_("District level"),
    "commune": N_("Commune level"),
    "office": N_("Office of a unit"),
}
SCHEME_NAMES: Final = {
    "qcvn102": N_("Code by QCVN 102:2016"),
    "qd20": N_("Code by Decision 20/2020/QĐ-TTg"),
    "gso": N_("Code of the statistics office"),
    "local": N_("Own code"),
}
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

#: What a post is called within its own unit ends where the name of a body begins.
BODY_OF_A_POST: Final = re.compile(
    r"[\s,–-]+(UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân)\b.*", re.IGNORECASE
)


def is_valid_on(valid_from: date, valid_to: date | None, day: date) -> bool:
    """Tell whether something is valid on a day; `valid_to` is the first day it no longer is."""
    return valid_from <= day and (valid_to is None or day < valid_to)


def is_code(scheme: str, code: str) -> bool:
    """Tell whether a code has the form of its scheme."""
    form = CODE_FORMS.get(scheme)
    return form is not None and len(code) <= 35 and bool(form.fullmatch(code))  # noqa: PLR2004


def role_name(role: Role) -> str:
    """Return how a role is called in the reader's language."""
    return gettext(ROLE_NAMES[role])


def may_read_all(actor: Actor) -> bool:
    """System admins and auditors see every unit."""
    return actor.has(Role.SYSTEM_ADMIN, Role.AUDITOR, Role.SYSTEM)


def may_manage_all(actor: Actor) -> bool:
    """System admins manage every unit."""
    return actor.has(Role.SYSTEM_ADMIN, Role.SYSTEM)


def may_manage(actor: Actor, unit_id: UnitId, own: Collection[UnitId]) -> bool:
    """Tell whether the actor manages a unit; `own` are the actor's unit and those below it."""
    return may_manage_all(actor) or (actor.has(Role.UNIT_ADMIN) and unit_id in own)


def may_give(actor: Actor, role: Role) -> bool:
    """Tell whether the actor may give or take a role."""
    return role in GIVEN and (may_manage_all(actor) or role not in OF_THE_WHOLE)


def named_together(units: Iterable[tuple[str, str, str]]) -> str:
    """Return units in one sentence, those of one kind together, in the order of their first one.

    Each is (name, level name, short name): "Ủy ban nhân dân các xã: Mỹ Lung, Xuân An" instead of
    the same four words before every name.
    """
    kinds: dict[tuple[str, str], list[str]] = {}
    for name, level_name, short_name in units:
        body = name.removesuffix(f" {level_name} {short_name}")
        kinds.setdefault(("", name) if body == name else (body, level_name), []).append(
            name if body == name else short_name
        )
    return "; ".join(
        names[0] if not body
        else f"{body} {level_name} {names[0]}" if len(names) == 1
        else gettext(
            "%(body)s of the %(level)s units: %(names)s",
            body=body, level=level_name, names=", ".join(names),
        )
        for (body, level_name), names in kinds.items()
    )  # fmt: skip


def signing_title(title: str) -> str:
    """Return a post as it stands above a signature: without the name of the body.

    "Chủ tịch UBND huyện" signs as "Chủ tịch" (Decree 30/2020/NĐ-CP, Annex I, part II.II.7b: the
    letterhead names the body already).
    """
    return BODY_OF_A_POST.sub("", title) or title
