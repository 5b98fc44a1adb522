"""Running the timetable until told to stop."""

import logging
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from hub.core.runtime import Runtime
from scheduler.leader import leading
from scheduler.timetable import Entry, timetable

log = logging.getLogger(__name__)


def run(runtime: Runtime, neighbours: Mapping[type[Any], object], stop: threading.Event) -> None:
    """Wait for our turn, then do every job at its times until `stop` is set."""
    with leading(runtime, stop) as is_ours:
        if not is_ours:
            return
        scheduler = scheduled(timetable(runtime, neighbours))
        scheduler.start()
        log.info("the timetable runs")
        stop.wait()
        scheduler.shutdown(wait=False)


def scheduled(entries: Iterable[Entry]) -> BackgroundScheduler:
    """Return a scheduler, not yet started, that does these entries.

    A job that is late is done once, late, never dropped: APScheduler would drop it after a
    second (`misfire_grace_time`) when the clock jumps or the machine was asleep.
    """
    scheduler = BackgroundScheduler(timezone="UTC")
    for entry in entries:
        scheduler.add_job(
            entry.job,
            entry.trigger,
            id=entry.name,
            name=entry.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler


def start_thread(runtime: Runtime, neighbours: Mapping[type[Any], object]) -> threading.Event:
    """Run the timetable beside the web; return the event that stops it."""
    stop = threading.Event()
    threading.Thread(
        target=run, args=(runtime, neighbours, stop), name="timetable", daemon=True
    ).start()
    return stop
