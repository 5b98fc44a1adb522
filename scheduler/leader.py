"""One timetable at a time.

Two schedulers on one database do everything twice. On one machine a lock on a file in the data
folder decides, on PostgreSQL an advisory lock held by a connection; both are free the moment
their holder dies, however it dies.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy import Engine, text

from hub.core.runtime import Runtime

#: Any constant: the advisory lock of the one timetable.
LOCK: Final = 7_210_302
TRY_EVERY_S: Final = 2.0

TryOnce: TypeAlias = Callable[[], bool]


@contextmanager
def leading(runtime: Runtime, stop: threading.Event) -> Iterator[bool]:
    """Wait until no other timetable runs; yield whether it is our turn (False: told to stop)."""
    lock = (
        _advisory_lock(runtime.engine)
        if runtime.engine.dialect.name == "postgresql"
        else _file_lock(runtime.settings.data_dir / "scheduler.lock")
    )
    with lock as try_once:
        is_ours = try_once()
        while not is_ours and not stop.wait(TRY_EVERY_S):
            is_ours = try_once()
        yield is_ours


@contextmanager
def _file_lock(path: Path) -> Iterator[TryOnce]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:

        def try_once() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            return True

        yield try_once


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[TryOnce]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

        def try_once() -> bool:
            return bool(
                connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK})
            )

        yield try_once
