"""One timetable at a time, whoever starts it, however the last one ended; late is not never."""

import subprocess
import sys
import threading
from datetime import timedelta

from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import text

from hub.core.clock import system_clock
from hub.core.runtime import Runtime
from scheduler.leader import leading
from scheduler.run import scheduled
from scheduler.timetable import Entry, timetable
from tests.fakes import FakeMedia

HOLD = """
import sys, threading
from pathlib import Path
from hub.app import create_runtime
from hub.core.db import make_engine
from hub.core.settings import Settings
from scheduler.leader import leading
settings = Settings(_env_file=None, data_dir=Path(sys.argv[1]), database_url=sys.argv[2])
with leading(create_runtime(make_engine(settings.database), settings), threading.Event()) as ours:
    print("leading", ours is not None, flush=True)
    sys.stdin.read()
"""


def stopped() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


def test_a_second_timetable_waits_and_leads_when_the_first_was_killed(runtime: Runtime) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(runtime.settings.data_dir), runtime.settings.database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"leading True\n"
    with leading(runtime, stopped()) as is_ours:
        assert not is_ours
    holder.kill()
    holder.wait()
    never = threading.Event()
    with leading(runtime, never) as is_ours:
        assert is_ours


def test_a_timetable_whose_database_forgot_it_leads_no_longer(runtime: Runtime) -> None:
    """PostgreSQL was started again: its locks are gone, another process may hold them now."""
    if runtime.engine.dialect.name != "postgresql":
        return
    with leading(runtime, threading.Event()) as still_ours:
        assert still_ours is not None and still_ours()
        with runtime.engine.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            )
        assert not still_ours()


def test_every_entry_of_the_timetable_has_its_own_name_and_runs(
    runtime: Runtime, neighbours: dict[type, object], media: FakeMedia
) -> None:
    entries = timetable(runtime, neighbours)
    assert len({entry.name for entry in entries}) == len(entries)
    for entry in entries:
        entry.job()


def test_a_job_two_hours_late_is_done_once(runtime: Runtime) -> None:
    """The machine slept, or its clock jumped: nobody's reminder is dropped or sent eight times."""
    done = threading.Semaphore(0)
    scheduler = scheduled([Entry("remind", IntervalTrigger(minutes=15), done.release)])
    scheduler.start(paused=True)
    scheduler.modify_job("remind", next_run_time=system_clock() - timedelta(hours=2))
    scheduler.resume()
    try:
        assert done.acquire(timeout=10)
        assert not done.acquire(timeout=0.2)
    finally:
        scheduler.shutdown()
