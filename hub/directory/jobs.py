"""What the directory does by itself: names and ends entered for a day take effect on it."""

from hub.core.clock import wall_date
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.directory import queries, service


def take_effect(runtime: Runtime) -> bool:
    """Let what was entered for today, or a day gone by, take effect; tell whether there was any.

    Done every few minutes, so it looks first and takes no turn to write for nothing.
    """
    with runtime.read() as session:
        due = queries.is_anything_due(session, wall_date(runtime.clock()))
    if due:
        with runtime.unit_of_work(SYSTEM) as uow:
            service.take_effect(uow)
    return due
