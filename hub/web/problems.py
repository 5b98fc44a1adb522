"""How a refusal looks to a person, to a program and on a socket."""

import logging
from typing import Final
from urllib.parse import urlencode

from flask import Flask, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from hub.core.errors import (
    Conflict,
    Gone,
    HubError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    TooMany,
    Unavailable,
)
from hub.core.text import N_
from hub.web.body import is_fragment

log = logging.getLogger(__name__)

STATUS: Final[dict[type[HubError], int]] = {
    InvalidInput: 400,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    TooMany: 429,
    Unavailable: 503,
}
PROGRAMS: Final = ("application/json", "application/problem+json")


class FormTooOld(HubError):
    """The form's token does not fit the session: it was open too long, or is not ours."""

    code = "form-too-old"
    text = N_("This form has been open too long. Reload the page and send it again.")


class WrongMethod(HubError):
    """The address exists, for another method."""

    code = "wrong-method"
    text = N_("This address cannot be used in this way.")


class BadRequest(InvalidInput):
    """The request itself could not be read."""

    code = "bad-request"
    text = N_("The request could not be read.")


class OurFault(HubError):
    """Something the hub did not foresee."""

    code = "our-fault"
    text = N_("The hub made a mistake. What was saved is safe; please try again.")


def status_of(error: HubError) -> int:
    """Return the HTTP status of an error's kind; an error without a kind is our fault."""
    if isinstance(error, FormTooOld):
        return 400
    if isinstance(error, WrongMethod):
        return 405
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def as_problem(error: HubError) -> dict[str, object]:
    """Return the refusal for a program: an RFC 9457 problem with `code` and `fields`."""
    return {
        "type": f"/problems/{error.code}",
        "title": error.sentence,
        "status": status_of(error),
        "code": error.code,
        "fields": error.fields if isinstance(error, InvalidInput) else {},
    }


def mount(app: Flask) -> None:
    """Teach the application to answer refusals, and mistakes of its own."""
    app.register_error_handler(HubError, refuse)
    app.register_error_handler(CSRFError, lambda _error: refuse(FormTooOld()))
    app.register_error_handler(RequestEntityTooLarge, lambda _error: refuse(TooLarge()))
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _confess)


def refuse(error: HubError) -> ResponseReturnValue:
    """Answer a refusal in the form the asker understands."""
    status = status_of(error)
    log.info("refused %s %s: %s", request.method, request.path, error.code)
    if isinstance(error, NotSignedIn) and _is_page_visit():
        return redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}))
    if is_program():
        response = make_response(as_problem(error), status)
        response.mimetype = "application/problem+json"
        return response
    if is_fragment():
        return render_template("errors/_refusal.html", problem=as_problem(error)), status
    return render_template("errors/refusal.html", problem=as_problem(error)), status


def is_program() -> bool:
    """Tell whether a program asks, not a page."""
    best = request.accept_mimetypes.best_match(("text/html", *PROGRAMS))
    return request.is_json or best in PROGRAMS


def _is_page_visit() -> bool:
    return request.method == "GET" and not is_program() and not is_fragment()


def _refuse_http(error: HTTPException) -> ResponseReturnValue:
    kinds: dict[int, HubError] = {404: NotFound(), 405: WrongMethod(), 429: TooMany()}
    if error.code is not None and error.code < 400:  # noqa: PLR2004
        return error.get_response()
    return refuse(kinds.get(error.code or 500, BadRequest()))


def _confess(error: Exception) -> ResponseReturnValue:
    log.error("failed %s %s", request.method, request.path, exc_info=error)
    return refuse(OurFault())
