"""Running the timetable until told to stop."""

import logging
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from hub.core.runtime import Runtime
from scheduler.leader import TRY_EVERY_S, leading
from scheduler.timetable import Entry, timetable

log = logging.getLogger(__name__)


def run(runtime: Runtime, neighbours: Mapping[type[Any], object], stop: threading.Event) -> None:
    """Wait for our turn, then do every job at its times until `stop` is set.

    When the database goes away our turn ends with it; another process may lead afterwards.
    """
    while not stop.is_set():
        try:
            _lead(runtime, neighbours, stop)
        except SQLAlchemyError:
            log.exception("the timetable waits for the database")
            stop.wait(TRY_EVERY_S)


def _lead(runtime: Runtime, neighbours: Mapping[type[Any], object], stop: threading.Event) -> None:
    with leading(runtime, stop) as still_ours:
        if still_ours is None:
            return
        scheduler = scheduled(timetable(runtime, neighbours))
        scheduler.start()
        log.info("the timetable runs")
        while still_ours() and not stop.wait(TRY_EVERY_S):
            pass
        scheduler.shutdown(wait=False)
        log.info("the timetable ended")


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
