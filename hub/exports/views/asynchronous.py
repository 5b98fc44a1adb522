"""Answers that would take too long: begun at once, taken later (RFC 7240 §4.1 and §4.3).

A page that asks for a file with `Prefer: respond-async, wait=2` gets it as always when it is
made within two seconds. Otherwise it gets 202 and the address of the file to come, and the
making goes on without the request. Every link that gives a file can be asked so: its view runs
in a request of its own, with its own check of access, and knows nothing of this.
"""

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote

from flask import Flask, Response, current_app, request, url_for
from werkzeug.http import parse_dict_header, parse_options_header

from hub.core import progress
from hub.core.errors import HubError
from hub.core.forms import FORBIDDEN
from hub.core.ids import ExportId
from hub.core.runtime import Runtime
from hub.core.text import use_locale
from hub.core.unit_of_work import Actor, Role
from hub.exports import queries, rules, service
from hub.exports.errors import MakingGivenUp, NoSuchExport, TooManyExports
from hub.gateways.storage import PassingFiles
from hub.web.access import find_actor, runtime
from hub.web.locale import chosen_locale
from hub.web.problems import OurFault

log = logging.getLogger(__name__)

BEAT_S: Final = 2.0
USUAL_WAIT_S: Final = 2
LONGEST_WAIT_S: Final = 30


@dataclass
class Making:
    """A file being made: what the thread at it and the one that watches it know in common."""

    finished: threading.Event = field(default_factory=threading.Event)
    response: Response | None = None
    reached: tuple[int, int, str] = (0, 0, "")
    is_given_up: bool = False

    def note(self, done: int, total: int, current: str) -> None:
        """Note how far it is. Raises MakingGivenUp."""
        self.reached = done, total, current
        if self.is_given_up:
            raise MakingGivenUp


def mount(app: Flask) -> None:
    """Let the application answer later where a page prefers that."""
    app.before_request(_answer_later)


def _answer_later() -> Response | None:
    wait_s = _wait_s()
    actor = find_actor() if wait_s is not None else None
    if actor is None or wait_s is None or actor.has(Role.GUEST):
        return None
    path = request.full_path.rstrip("?")
    with runtime().read() as session:
        going_on = queries.being_made(session, actor.person_id, runtime().clock())
    same = next((each.id for each in going_on if each.path == path), None)
    if same is not None:
        return _accepted(same)
    if len(going_on) >= rules.MOST_AT_ONCE:
        raise TooManyExports(count=len(going_on))
    making = _begun()
    if not wait_s or not making.finished.wait(wait_s):
        return _accepted(_noted(actor, path, making))
    if making.response is None:
        raise OurFault
    return making.response


def _wait_s() -> int | None:
    """Return how long the page would wait, None when it wants the answer however long it takes."""
    if request.method != "GET" or "Prefer" not in request.headers:
        return None
    preferred = parse_dict_header(request.headers["Prefer"])
    if "respond-async" not in preferred:
        return None
    wait = preferred.get("wait") or ""
    return min(int(wait), LONGEST_WAIT_S) if wait.isdecimal() else USUAL_WAIT_S


def _begun() -> Making:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    environ = {**request.environ, "wsgi.input": BytesIO()}
    del environ["HTTP_PREFER"]
    making = Making()
    threading.Thread(target=_make, args=(app, environ, making), name="export", daemon=True).start()
    return making


def _make(app: Flask, environ: dict[str, Any], making: Making) -> None:
    """Answer the request as if it had come without the preference."""
    try:
        with app.request_context(environ), progress.heard_by(making.note):
            making.response = _answered(app)
    except Exception:
        log.exception("failed to make %s", environ.get("PATH_INFO"))
    finally:
        making.finished.set()


def _answered(app: Flask) -> Response:
    try:
        answer = app.preprocess_request()
        if answer is None:
            answer = app.dispatch_request()
    except Exception as error:
        answer = app.handle_user_exception(error)
    return app.make_response(answer)


def _noted(actor: Actor, path: str, making: Making) -> ExportId:
    with runtime().unit_of_work(actor) as uow:
        export_id = service.begin(uow, title=_title(), path=path).id
    threading.Thread(
        target=_watch,
        args=(runtime(), actor, chosen_locale(), making, export_id),
        name="export-watch",
        daemon=True,
    ).start()
    return export_id


def _title() -> str:
    """Return what the page calls the file (percent-encoded, RFC 5023 §9.7) until it has a name."""
    said = FORBIDDEN.sub("", unquote(request.headers.get("Slug", ""))).strip()
    return said or request.path.rpartition("/")[2]


def _accepted(export_id: ExportId) -> Response:
    response = Response(status=HTTPStatus.ACCEPTED)
    response.headers["Location"] = url_for("exports.show", export_id=export_id)
    response.headers["Preference-Applied"] = "respond-async"
    return response


def _watch(hub: Runtime, actor: Actor, locale: str, making: Making, export_id: ExportId) -> None:
    """Say that the making lives until it is finished, then keep what was made."""
    while not making.finished.wait(BEAT_S):
        try:
            with hub.unit_of_work(actor) as uow:
                service.beat(uow, export_id, *making.reached)
        except NoSuchExport:
            making.is_given_up = True
            return
        except Exception:  # the database is away for a moment
            log.exception("export %s could not say that it lives", export_id)
    with use_locale(locale), suppress(NoSuchExport):
        _finish(hub, actor, making.response, export_id)


def _finish(hub: Runtime, actor: Actor, response: Response | None, export_id: ExportId) -> None:
    files = PassingFiles(hub.settings.exports_dir)
    try:
        if response is None:
            raise OurFault
        name = _filename(response)
        size = files.put(export_id, response.iter_encoded()) if name else 0
        media_type, problem = str(response.content_type), _problem(response)
        response.close()
    except HubError as error:
        name, size, media_type, problem = "", 0, "", error.sentence
    try:
        with hub.unit_of_work(actor) as uow:
            if name:
                service.keep(uow, export_id, filename=name, media_type=media_type, size=size)
            else:
                service.fail(uow, export_id, problem)
    except NoSuchExport:
        files.drop(export_id)
        raise


def _filename(response: Response) -> str:
    """Return the name of the file in an answer; "" when there is none, as in a refusal."""
    if response.status_code != HTTPStatus.OK:
        return ""
    _kind, options = parse_options_header(response.headers.get("Content-Disposition"))
    return options.get("filename", "")


def _problem(response: Response) -> str:
    """Return why there is no file; the page asked for refusals as RFC 9457 problems."""
    said = response.get_json(silent=True) if response.is_json else None
    return str(said.get("title", "")) if isinstance(said, dict) else OurFault().sentence
