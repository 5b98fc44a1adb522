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
from sqlalchemy.exc import SQLAlchemyError

from hub.core.locks import Lock
from hub.core.runtime import Runtime

TRY_EVERY_S: Final = 2.0

TryOnce: TypeAlias = Callable[[], bool]
#: Tells whether the lock is still held: a database that was started again has forgotten it.
StillOurs: TypeAlias = Callable[[], bool]


@contextmanager
def leading(runtime: Runtime, stop: threading.Event) -> Iterator[StillOurs | None]:
    """Wait until no other timetable runs; yield what tells whether it is still our turn.

    Yields None when told to stop before. Raises SQLAlchemyError when the database is away.
    """
    lock = (
        _advisory_lock(runtime.engine)
        if runtime.engine.dialect.name == "postgresql"
        else _file_lock(runtime.settings.data_dir / "scheduler.lock")
    )
    with lock as (try_once, still_ours):
        is_ours = try_once()
        while not is_ours and not stop.wait(TRY_EVERY_S):
            is_ours = try_once()
        yield still_ours if is_ours else None


@contextmanager
def _file_lock(path: Path) -> Iterator[tuple[TryOnce, StillOurs]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:

        def try_once() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            return True

        yield try_once, lambda: True


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[tuple[TryOnce, StillOurs]]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # closed afterwards: in the pool it would keep the lock

        def try_once() -> bool:
            return bool(
                connection.scalar(
                    text("SELECT pg_try_advisory_lock(:lock)"), {"lock": int(Lock.TIMETABLE)}
                )
            )

        def still_ours() -> bool:
            try:
                connection.execute(text("SELECT 1"))
            except SQLAlchemyError:
                return False
            return True

        yield try_once, still_ours
