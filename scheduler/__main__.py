"""Run the timetable alone: `python -m scheduler`."""

import signal
import threading

import click

from hub.app import neighbours
from hub.cli import refusals_told
from hub.cli.opening import opened
from scheduler.run import run


@click.command()
def main() -> None:
    """Run the timetable of this hub until SIGTERM or SIGINT.

    For a hub whose web processes run with HUB_SCHEDULER=false. Of several, one does the work.
    """
    with refusals_told():
        runtime = opened()
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    outside = neighbours.create(runtime.settings)
    try:
        run(runtime, outside.table, stop)
    finally:
        outside.stop()


if __name__ == "__main__":
    main(prog_name="python -m scheduler")
