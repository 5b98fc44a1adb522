"""The password is asked again before something that binds, unless it was typed lately.

An open session proves that somebody sits at the machine, not who. `hub.app` injects the two
look-ups, as for `access`. Pages show the field with `components/confirmation.html`.
"""

from collections.abc import Callable
from typing import Final, TypeAlias, cast

from flask import Flask, current_app, request, session

from hub.core.errors import InvalidInput
from hub.core.runtime import Runtime
from hub.core.text import N_, gettext
from hub.web.access import SESSION_KEY, runtime

#: Tells whether the password of a session was typed lately enough.
IsConfirmed: TypeAlias = Callable[[Runtime, str], bool]
#: Notes that the password of a session was typed again; raises InvalidInput for a wrong one.
Confirm: TypeAlias = Callable[[Runtime, str, str], None]

FIELD: Final = "account_password"
ASKED: Final = N_("Please type the password with which you sign in.")


def mount(app: Flask, is_confirmed: IsConfirmed, confirm: Confirm) -> None:
    """Give the application its look-ups, and the pages `confirmation_due()`."""
    app.extensions["hub.is_confirmed"] = is_confirmed
    app.extensions["hub.confirm"] = confirm
    app.jinja_env.globals["confirmation_due"] = is_due


def is_due() -> bool:
    """Tell whether the present session's password has to be typed again."""
    look_up = cast("IsConfirmed", current_app.extensions["hub.is_confirmed"])
    return not look_up(runtime(), str(session.get(SESSION_KEY, "")))


def ensure_typed() -> None:
    """Let the request go on only if the password came with it: where nothing else confirms.

    Raises InvalidInput beside the field when the password is missing or wrong.
    """
    if not request.form.get(FIELD, ""):
        raise InvalidInput({FIELD: gettext(ASKED)})
    ensure()


def ensure() -> None:
    """Let the request go on if its sender is confirmed, now or lately.

    Raises InvalidInput beside the field when the password is missing or wrong.
    """
    typed = request.form.get(FIELD, "")
    if typed:
        confirm = cast("Confirm", current_app.extensions["hub.confirm"])
        try:
            confirm(runtime(), str(session.get(SESSION_KEY, "")), typed)
        except InvalidInput as refusal:
            raise InvalidInput({FIELD: refusal.sentence}) from refusal
    elif is_due():
        raise InvalidInput({FIELD: gettext(ASKED)})
