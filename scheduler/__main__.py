"""Run the timetable alone: `python -m scheduler`."""

import signal
import threading

from hub.app import create_runtime, neighbours
from hub.core import catalogue, logs
from hub.core.db import make_engine
from hub.core.settings import Settings
from scheduler.run import run


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = Settings()
    settings.ensure_fit_for_production()
    logs.set_up(settings.log_format)
    catalogue.compile_all()
    runtime = create_runtime(make_engine(settings.database), settings)
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    outside = neighbours.create(settings)
    try:
        run(runtime, outside.table, stop)
    finally:
        outside.stop()


if __name__ == "__main__":
    main()
