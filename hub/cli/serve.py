"""The server: pages and live line in one loop, beside it the timetable, workers and media."""

import gc
import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from hub.accounts import queries as accounts
from hub.app import create_app, create_runtime, create_socketio, neighbours, start_live_line
from hub.cli import schema
from hub.cli.opening import ensure_current
from hub.cli.setting_up import settings_of_now
from hub.cli.sign_ins import SIGN_INS, print_sign_ins
from hub.core import catalogue, logs
from hub.core.clock import system_clock
from hub.core.db import make_engine
from hub.core.runtime import Runtime
from hub.core.settings import InsecureSettings, Settings
from hub.gateways.signing.overview import overview
from hub.news import NEWS
from hub.web import assets
from hub.web.live import announcer
from hub.web.transport import server_class

if TYPE_CHECKING:
    from gevent.pywsgi import WSGIServer

log = logging.getLogger(__name__)

#: Connections that wait to be taken when all sites come at once; the kernel has its own limit.
BACKLOG: Final = 4096


@click.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--demo", is_flag=True, help="Set up demo data first, and print the sign-ins.")
def serve(host: str | None, port: int | None, *, demo: bool) -> None:
    """Serve the hub until it is stopped."""
    settings = settings_of_now()
    if demo:
        settings = settings.model_copy(update={"demo": True})
        _ensure_demo(settings)
    changes = {"host": host or settings.host, "port": port or settings.port}
    settings = settings.model_copy(update=changes)
    logs.set_up(settings.log_format)
    _ensure_ready(settings)
    _run(settings)


def _ensure_demo(settings: Settings) -> None:
    """Build what is missing and print the sign-ins. A fresh demo is made in its own process.

    One that an earlier version of the program made is brought up to date.
    """
    assets.build()
    if not (settings.data_dir / SIGN_INS).exists():
        made = subprocess.run([sys.executable, "-m", "hub", "demo"], check=False)
        if made.returncode:  # it has said why
            raise SystemExit(made.returncode)
    else:
        engine = make_engine(settings.database)
        if not schema.is_current(engine):
            schema.upgrade(engine)
        print_sign_ins(json.loads((settings.data_dir / SIGN_INS).read_text()), settings.url)


def _ensure_ready(settings: Settings) -> None:
    assets.check()
    catalogue.compile_all()
    engine = make_engine(settings.database)
    ensure_current(engine)
    if settings.production:
        _refuse_demo_passwords(create_runtime(engine, settings))
        _refuse_test_authority(settings)
    engine.dispose()


def _refuse_demo_passwords(runtime: Runtime) -> None:
    with runtime.read() as session:
        found = accounts.demo_accounts(session)
        if found:
            names = ", ".join(account.username for account in found[:5])
            raise InsecureSettings(f"{len(found)} accounts have a demo password: {names}…")


def _refuse_test_authority(settings: Settings) -> None:
    found = overview(settings, system_clock()).authorities
    if any(each.is_anchor and each.facts.is_test for each in found):
        raise InsecureSettings(
            f"{settings.trust / 'anchors'} trusts a test authority: remove test-root*.cer there"
        )


def _run(settings: Settings) -> None:
    """Run everything; return when told to stop."""
    from gevent.event import Event
    from gevent.pywsgi import LoggingLogAdapter

    from scheduler.run import start_thread

    _take_files()
    if settings.redis_url and settings.media == "builtin":
        log.warning("the built-in media engine serves one process; with several, use Janus")
    socketio = create_socketio(settings, async_mode="gevent")
    runtime = create_runtime(
        make_engine(settings.database), settings, announce=announcer(socketio, NEWS)
    )
    outside = neighbours.create(settings)
    app = create_app(runtime, socketio, outside.table)
    accesses = LoggingLogAdapter(logging.getLogger("hub.access"), level=logging.INFO)
    start_live_line(app, socketio)
    server = server_class()(
        (settings.host, settings.port), app, log=accesses, error_log=accesses, backlog=BACKLOG
    )
    _take_address(server, outside.stop)
    stop_timetable = start_thread(runtime, outside.table).set if settings.scheduler else _nothing
    stopped = Event()
    _on_signal(stopped.set)
    _settle_memory()
    server.start()
    click.echo(f"Điểm Cầu: {settings.url}")
    stopped.wait()
    log.info("stopping")
    stop_timetable()
    server.stop(timeout=3)
    outside.stop()


def _take_address(server: "WSGIServer", otherwise: Callable[[], None]) -> None:
    """Begin to listen, before anything is done by itself. Raises ClickException."""
    try:
        server.init_socket()
    except OSError as error:
        otherwise()
        host, port = server.address
        raise click.ClickException(
            f"{host}:{port} cannot be listened on ({os.strerror(error.errno or 0)}). "
            "Is a hub running already? Choose another port with --port or HUB_PORT."
        ) from error


def _take_files() -> None:
    """Raise the limit of open files to what the system allows: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    log.info("open files allowed: %s", hard)


def _settle_memory() -> None:
    """Leave out of garbage collection what is loaded now and stays: pauses become shorter."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1000)


def _on_signal(stop: Callable[[], None]) -> None:
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop())


def _nothing() -> None:
    """Stop nothing: the timetable runs elsewhere."""
