"""Setting by which limits the attendance of a type of meeting is judged."""

from dataclasses import asdict

from hub.attendance import queries, rules
from hub.attendance.errors import MayNotSetRules, RulesChanged
from hub.attendance.events import RulesSet
from hub.attendance.models import TypeRules
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import MeetingType


def set_rules(
    uow: UnitOfWork, kind: MeetingType, limits: rules.TypeLimits, *, version: int
) -> TypeRules:
    """Set the limits of a type. Sheets that are frozen keep theirs.

    `version` is the one the actor saw, 0 before any. Raises MayNotSetRules, RulesChanged.
    """
    found = _to_change(uow, kind, version)
    if found is None:
        found = TypeRules(type=kind)
        uow.session.add(found)
    for name, value in asdict(limits).items():
        setattr(found, name, value)
    found.changed_at = uow.now
    found.changed_by_id, found.changed_by_name = uow.actor.person_id, uow.actor.name
    uow.emit(RulesSet(kind.value, **asdict(limits)))
    return found


def drop_rules(uow: UnitOfWork, kind: MeetingType, *, version: int) -> None:
    """Let a type be judged by the settings of the installation again.

    Raises MayNotSetRules, RulesChanged.
    """
    found = _to_change(uow, kind, version)
    if found is not None:
        uow.session.delete(found)
        uow.emit(RulesSet(kind.value, None, None, None, None))


def _to_change(uow: UnitOfWork, kind: MeetingType, version: int) -> TypeRules | None:
    if not rules.may_set_rules(uow.actor):
        raise MayNotSetRules
    found = queries.rules_by_type(uow.session).get(kind)
    if version != (found.version if found else 0):
        raise RulesChanged
    return found
