"""The language and look of the pages: from the session, so that it stays on every page."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel

from hub.core.text import LOCALES, current_locale

THEMES = ("light", "dark")
TEXT_SIZES = (0, 1, 2)


def chosen_locale() -> str:
    """Return the reader's language: what they chose, else Vietnamese."""
    return locale_in(session if has_request_context() else {})


def locale_in(cookie: Mapping[str, Any]) -> str:
    """Return the language chosen in a session's cookie, else Vietnamese."""
    chosen = cookie.get("locale")
    return chosen if chosen in LOCALES else LOCALES[0]


def chosen_theme() -> str:
    """Return "light" or "dark"."""
    theme = session.get("theme") if has_request_context() else None
    return theme if theme in THEMES else THEMES[0]


def chosen_text_size() -> int:
    """Return 0, 1 or 2: A−, A, A+ counted from the normal size up."""
    size = session.get("text_size") if has_request_context() else None
    return size if size in TEXT_SIZES else 0


def mount(app: Flask) -> None:
    """Speak the reader's language during each request."""
    Babel(app, locale_selector=chosen_locale, default_translation_directories="translations")

    @app.before_request
    def _speak() -> None:
        g.locale_token = current_locale.set(chosen_locale())

    @app.teardown_request
    def _fall_silent(_error: BaseException | None) -> None:
        token = g.pop("locale_token", None)
        if token is not None:
            current_locale.reset(token)

    @app.after_request
    def _say_which(response):  # type: ignore[no-untyped-def]
        if response.mimetype == "text/html" and request.endpoint != "static":
            response.headers.setdefault("Content-Language", chosen_locale())
        return response
