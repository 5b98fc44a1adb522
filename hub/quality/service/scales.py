"""Setting what counts as a good line."""

from hub.core.errors import InvalidInput
from hub.core.unit_of_work import UnitOfWork
from hub.quality import queries, rules
from hub.quality.errors import NotTheSystemAdmin, ScaleChanged
from hub.quality.events import ScaleSet
from hub.quality.models import GradeScale


def set_scale(
    uow: UnitOfWork, thresholds: rules.Thresholds, *, reason: str, after_version: int
) -> GradeScale:
    """Judge every sample from now on by these limits; what was judged stays as it was.

    `after_version` is the scale the administrator had before their eyes. Raises
    NotTheSystemAdmin, ScaleChanged when another was set since, InvalidInput.
    """
    if not rules.may_set_scale(uow.actor):
        raise NotTheSystemAdmin
    mistakes = rules.mistakes_in(thresholds)
    if mistakes:
        raise InvalidInput(mistakes)
    current = queries.scale_now(uow.session, uow.settings)
    if current.version != after_version:
        raise ScaleChanged
    scale = GradeScale(
        version=current.version + 1,
        since=uow.now,
        limits=rules.as_limits(thresholds),
        reason=reason,
        set_by_id=uow.actor.person_id,
        set_by_name=uow.actor.name,
    )
    uow.session.add(scale)
    uow.emit(ScaleSet(scale.version, reason))
    return scale
