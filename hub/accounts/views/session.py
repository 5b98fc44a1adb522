"""Signing in and out."""

import re
from typing import Final

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from hub.accounts import queries, service
from hub.accounts.forms import SignInForm
from hub.accounts.models import Account
from hub.accounts.views import pages
from hub.core.errors import InvalidInput
from hub.core.unit_of_work import LINK_HOLDER, Actor
from hub.web.access import (
    SESSION_KEY,
    begin_session,
    find_actor,
    for_anyone,
    for_participants,
    runtime,
)
from hub.web.body import shown_again, submitted
from hub.web.problems import status_of
from hub.web.security import limited_in_failing

#: A path of this site: one slash, then anything but a second slash or a backslash.
OWN_PATH: Final = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
KEPT_AT_SIGN_IN: Final = ("theme", "text_size", "locale")


@pages.get("/sign-in")
@for_anyone
def sign_in() -> ResponseReturnValue:
    """Ask who is there."""
    if find_actor() is not None:
        return redirect(own_path(request.args.get("next", "")))
    return render_template("accounts/sign_in.html", typed={"next": request.args.get("next", "")})


@pages.post("/sign-in")
@for_anyone
@limited_in_failing("20 per minute")
def open_session() -> ResponseReturnValue:
    """Open a session for who knows the password."""
    try:
        form = submitted(SignInForm)
    except InvalidInput as error:
        return shown_again("accounts/sign_in.html", error)
    with runtime().read() as reading:
        account = queries.by_username(reading, form.username)
        stored = account.password_hash if account else service.NOBODYS_HASH
    right = service.is_right(stored, form.password)
    with runtime().unit_of_work(LINK_HOLDER) as uow:
        outcome = service.sign_in(
            uow,
            username=form.username,
            password_is_right=right,
            address=request.remote_addr or "",
            browser=request.user_agent.string,
        )
    if outcome.refusal is not None:
        again = {"username": form.username, "next": form.next}
        page = render_template(
            "accounts/sign_in.html", typed=again, mistake=outcome.refusal.sentence
        )
        return page, status_of(outcome.refusal)
    _remember(account, outcome.token)
    if outcome.must_change:
        return redirect(url_for("accounts.password"))
    return redirect(own_path(form.next))


@pages.post("/sign-out")
@for_participants
def sign_out(actor: Actor) -> ResponseReturnValue:
    """End the session; open pages of it stop hearing news at once."""
    with runtime().unit_of_work(actor) as uow:
        service.sign_out(uow, str(session.get(SESSION_KEY)))
    session.clear()
    answer = redirect(url_for("accounts.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.before_app_request
def keep_alive() -> None:
    """Note that a session is in use, at most once a minute."""
    token = session.get(SESSION_KEY)
    if not isinstance(token, str) or request.endpoint == "static" or request.method != "GET":
        return
    with runtime().read() as reading:
        stale = queries.is_stale(reading, token, runtime().clock(), runtime().settings)
    if stale:
        with runtime().unit_of_work(LINK_HOLDER) as uow:
            service.note_seen(uow, token)


def _remember(account: Account | None, token: str) -> None:
    begin_session(token)
    if account is not None:
        session.update({name: getattr(account, name) for name in KEPT_AT_SIGN_IN})


def own_path(path: str) -> str:
    """Return the path if it is one of this site, else the first page: no open redirects."""
    return path if OWN_PATH.fullmatch(path) else "/"
