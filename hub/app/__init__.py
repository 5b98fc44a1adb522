"""Wiring: build a runtime, and build the web application around it. Decides nothing."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Final

from flask import Blueprint, Flask
from sqlalchemy import Engine
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from hub import reactions
from hub.accounts import queries as accounts
from hub.accounts.views import pages as account_pages
from hub.accounts.views.admin import pages as administration_pages
from hub.accounts.views.confirmation import confirm_password
from hub.app import health, page, system, watch
from hub.app.neighbours import with_signer
from hub.archive.views import pages as archive_pages
from hub.attendance.views import pages as attendance_pages
from hub.audit.views import pages as audit_pages
from hub.certificates.views import pages as certificate_pages
from hub.core.clock import Clock, system_clock
from hub.core.runtime import Announce, Runtime
from hub.core.settings import Settings
from hub.dashboard.views import pages as dashboard_pages
from hub.directory.views import pages as directory_pages
from hub.documents.views import pages as document_pages
from hub.exports import views as exports
from hub.gateways.media.interface import MediaGateway
from hub.gateways.signing.folders import TSA_PATH, tsa_app
from hub.invitations.views import pages as invitation_pages
from hub.meetings.views import pages as meeting_pages
from hub.messages.views import pages as message_pages
from hub.minutes.views import pages as minutes_pages
from hub.opinions.views import pages as opinion_pages
from hub.outbox.views import pages as outbox_pages
from hub.quality.views import pages as quality_pages
from hub.registers.views import pages as register_pages
from hub.rooms import jobs as room_jobs
from hub.rooms import sockets as room_sockets
from hub.rooms.views import pages as room_pages
from hub.rooms.views.room import told_to_all
from hub.savings.views import pages as savings_pages
from hub.undo.views import pages as undo_pages
from hub.votes.views import pages as vote_pages
from hub.web import access, confirmation, live, locale, problems, security
from hub.web.gathering import Gatherer
from hub.web.transport import LiveLine, RedisRooms, Rooms

#: The pages of every feature, one line each.
PAGES: Final[tuple[Blueprint, ...]] = (
    account_pages,
    attendance_pages,
    quality_pages,
    health.pages,
    meeting_pages,
    invitation_pages,
    dashboard_pages,
    directory_pages,
    document_pages,
    certificate_pages,
    administration_pages,
    audit_pages,
    outbox_pages,
    undo_pages,
    system.pages,
    minutes_pages,
    archive_pages,
    room_pages,
    vote_pages,
    message_pages,
    register_pages,
    savings_pages,
    opinion_pages,
    exports.pages,
)

#: The socket handlers of every feature, one line each.
HANDLERS: Final[tuple[Mapping[str, live.Handler], ...]] = (
    watch.HANDLERS,
    room_sockets.HANDLERS,
)

#: Called when connections are lost, with their ids.
ON_DISCONNECT: Final[tuple[live.OnDisconnect, ...]] = (room_sockets.lost,)


def create_runtime(
    engine: Engine,
    settings: Settings,
    *,
    clock: Clock = system_clock,
    announce: Announce | None = None,
) -> Runtime:
    """Return the hub without a web application: for jobs, commands and tests."""
    return Runtime(
        engine=engine,
        clock=clock,
        settings=settings,
        before_commit=reactions.BEFORE_COMMIT,
        reactions=reactions.REACTIONS,
        announce=announce or (lambda _event: None),
    )


def create_socketio(settings: Settings, *, async_mode: str) -> LiveLine:
    """Return the live line. Only our own address may open it; an empty list would mean anyone."""
    return LiveLine(
        async_mode=async_mode,
        cors_allowed_origins=[settings.url, *own_origins(settings)],
        client_manager=RedisRooms(settings.redis_url) if settings.redis_url else Rooms(),
        max_http_buffer_size=128 * 1024,
        ping_interval=10,
        ping_timeout=10,
        always_connect=True,
        manage_session=False,
        monitor_clients=False,
        transports=["websocket"],
    )


def own_origins(settings: Settings) -> list[str]:
    """Return the further addresses a hub that is not behind a proxy is reached at."""
    if settings.production:
        return []
    return [f"http://{name}:{settings.port}" for name in ("127.0.0.1", "localhost")]


def create_app(
    runtime: Runtime, socketio: LiveLine, neighbours: Mapping[type[Any], object]
) -> Flask:
    """Return the web application around a runtime."""
    app = Flask("hub", template_folder="../templates", static_folder="../static")
    app.secret_key = runtime.settings.secret
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    security.mount(app, runtime.settings)
    locale.mount(app)
    access.mount(app, runtime, accounts.find_actors, with_signer(runtime, neighbours))
    confirmation.mount(app, accounts.is_confirmed, confirm_password)
    problems.mount(app)
    page.mount(app)
    exports.mount(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    socketio.init_app(app)
    for handlers in HANDLERS:
        live.mount(socketio, handlers)
    live.mount_disconnect(app, socketio, ON_DISCONNECT)
    socketio.describe = partial(told_to_all, runtime)
    neighbours[MediaGateway].when_restarted(  # type: ignore[attr-defined]
        lambda rooms: _tell_media_restarted(socketio, rooms)
    )
    neighbours[MediaGateway].keep_places_in(  # type: ignore[attr-defined]
        room_jobs.MediaPlaces(runtime)
    )
    neighbours[MediaGateway].when_measured(  # type: ignore[attr-defined]
        partial(room_jobs.take_measured, runtime)
    )
    _mount_timestamps(app, runtime)
    return app


def start_live_line(app: Flask, socketio: LiveLine) -> None:
    """Begin to read connections, to gather messages and to pace news: in the serving process."""
    socketio.server.manager.start_pacing()
    Gatherer(app, socketio, HANDLERS).start()
    socketio.engine.start_polling()
    live.listen_closely(app, socketio, room_sockets.fell_silent, room_sockets.heard_again)


def _tell_media_restarted(socketio: LiveLine, meetings: Collection[str]) -> None:
    """Tell the pages of these meetings that they have to publish and watch again."""
    for meeting in meetings:
        room = f"meeting:{meeting}"
        socketio.emit(room_sockets.MEDIA_RESTARTED, {"room": room}, to=room)


def _mount_timestamps(app: Flask, runtime: Runtime) -> None:
    """Serve the own timestamp server, if there is one, to the workers of this machine."""
    timestamps = tsa_app(runtime.settings, runtime.clock)
    if timestamps is not None:
        inner = DispatcherMiddleware(app.wsgi_app, {TSA_PATH: timestamps})
        app.wsgi_app = inner  # type: ignore[method-assign]
