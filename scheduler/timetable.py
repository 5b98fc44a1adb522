"""Everything that happens by itself, on one page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from hub.core.runtime import Runtime
from hub.gateways.mail import Mailer
from hub.outbox import jobs as outbox


@dataclass(frozen=True)
class Entry:
    """One line of the timetable."""

    name: str
    trigger: BaseTrigger
    job: Callable[[], object]


def timetable(runtime: Runtime, neighbours: Mapping[type[Any], object]) -> tuple[Entry, ...]:
    """Return the timetable of this hub. Reminders are not on it: they wait in the outbox."""
    mailer = cast("Mailer", neighbours[Mailer])
    return (
        Entry(
            "deliver-due-mails",
            IntervalTrigger(seconds=5),
            lambda: outbox.deliver_due(runtime, mailer),
        ),
    )
