"""Headers of every answer, the nonce of the page, and the tokens of forms.

The policy is the one that raised no report on any page in Chromium 109 and 156; inline
styles and inline scripts are impossible, data blocks are not scripts.
"""

import secrets
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, Response, current_app, g, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.middleware.proxy_fix import ProxyFix

from hub.core.errors import InvalidInput
from hub.core.settings import Settings
from hub.core.text import N_
from hub.web.access import find_actor

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; script-src-attr 'none'; "
    "style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; media-src 'self' blob:; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS: Final = "camera=(self), microphone=(self), display-capture=(self), geolocation=()"
ONE_YEAR_S: Final = 365 * 24 * 3600
#: What one form may carry; uploads go in pieces through their own door.
FORM_LIMIT: Final = 2 * 1024 * 1024
#: Fields of one form: a national conference names its ten thousand sites in one.
FIELDS_LIMIT: Final = 20_000

V = TypeVar("V", bound=Callable[..., Any])

csrf = CSRFProtect()


def _who_counts() -> str:
    """Return for whom a use is counted: the person, or the address of who is not signed in.

    Not the address of all: the communes of a province may reach the hub through one.
    """
    actor = g.get("actor") or find_actor()
    return f"person:{actor.person_id}" if actor else get_remote_address()


#: The views that sign in, answer links, sign or search declare their own limits.
limiter = Limiter(_who_counts, default_limits=[])


class FormNotUtf8(InvalidInput):
    """The bytes of a plain form are no text. The fields of others are judged by hub.core.forms."""

    code = "form-not-utf8"
    text = N_("What was sent is not valid UTF-8 text. Nothing was saved.")


class BoundedFormParser(FormDataParser):
    """Counts the fields of a plain form too; Werkzeug bounds the parts of multipart forms only.

    Werkzeug would also take a plain form that is not UTF-8: half of it as `%FF`, or all as empty.
    """

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """Parse a form.

        Raises RequestEntityTooLarge for more than MAX_FORM_PARTS fields, and FormNotUtf8.
        """
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read()
            if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            _ensure_utf8(body)
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


def _ensure_utf8(body: bytes) -> None:
    try:
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        raise FormNotUtf8 from None


class BoundedRequest(Request):
    """A request whose forms are bounded in size and in number of fields."""

    form_data_parser_class = BoundedFormParser


def limited(rule: str) -> Callable[[V], V]:
    """Let a person use a view only so often ("20 per minute"); more is 429.

    Whoever is not signed in shares the count of their address.
    """
    decorator: Callable[[V], V] = limiter.limit(rule)
    return decorator


def limited_in_failing(rule: str) -> Callable[[V], V]:
    """Let nobody be refused more often than this by a view; further tries are 429.

    For passwords and links, which can be guessed at: a hundred people of one address who know
    theirs all come in at five to eight.
    """
    decorator: Callable[[V], V] = limiter.limit(rule, deduct_when=_was_refused)
    return decorator


def _was_refused(answer: Response) -> bool:
    return answer.status_code >= HTTPStatus.BAD_REQUEST


def without_form_token(view: V) -> V:
    """Take a view out of the check of form tokens: for programs that hold a one-time address."""
    csrf.exempt(view)
    return view


def with_file(view: V) -> V:
    """Let a form of a signed-in person bring a file, as large as an upload may be."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


def mount(app: Flask, settings: Settings) -> None:
    """Protect the application: cookies, tokens, headers, limits, forwarded addresses."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-hub" if settings.secure else "hub",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=FORM_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        MAX_FORM_PARTS=FIELDS_LIMIT,
        RATELIMIT_HEADERS_ENABLED=True,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        # without Redis each process counts for itself; nobody is kept from signing in
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
    )
    app.request_class = BoundedRequest
    app.before_request(partial(_make_room, settings))  # before the token in the form is read
    csrf.init_app(app)
    limiter.init_app(app)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=1
        )
    app.jinja_env.globals.update(csrf=_csrf_field, csrf_token=generate_csrf, csp_nonce=nonce)

    @app.after_request
    def _protect(response: Response) -> Response:
        return protected(response, secure=settings.secure)


def nonce() -> str:
    """Return the nonce of the present page."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def protected(response: Response, *, secure: bool) -> Response:
    """Set the headers every answer carries. An answer that set its own policy keeps it."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    if secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR_S}")
    if request.endpoint == "static":
        fresh = "v" in request.args
        headers["Cache-Control"] = f"public, max-age={ONE_YEAR_S if fresh else 300}" + (
            ", immutable" if fresh else ""
        )
    else:
        headers.setdefault("Cache-Control", "no-store")
        headers.add("Vary", "Cookie")
    return response


def policy(*, connect: str = "") -> str:
    """Return the policy of the present page, with one further address it may connect to."""
    plain = POLICY.format(nonce=nonce())
    return plain.replace("connect-src 'self'", f"connect-src 'self' {connect}".rstrip())


def _make_room(settings: Settings) -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_file", False) and session:
        request.max_content_length = (settings.upload_limit_mb + 1) << 20


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
