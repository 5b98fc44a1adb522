"""Personal settings: look, language, password, post."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from hub.accounts import queries, rules, service
from hub.accounts.errors import PasswordTooWeak, WrongPassword
from hub.accounts.forms import LookForm, PasswordForm, PostForm
from hub.accounts.views import pages
from hub.accounts.views.session import own_path
from hub.core.clock import wall_date
from hub.core.errors import InvalidInput, NotFound
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.web import toast
from hub.web.access import SESSION_KEY, find_actor, for_anyone, for_signed_in, runtime
from hub.web.body import shown_again, submitted
from hub.web.security import limited

NOT_THE_SAME = N_("The two new passwords are not the same.")


@pages.get("/account")
@for_signed_in
def settings(actor: Actor) -> ResponseReturnValue:
    """Show the actor's posts, look and password form."""
    return render_template("accounts/settings.html", typed={}, **_context(actor))


@pages.get("/account/password")
@for_signed_in
def password(actor: Actor) -> ResponseReturnValue:
    """Ask for a new password."""
    return render_template("accounts/settings.html", typed={}, **_context(actor))


@pages.post("/account/password")
@for_signed_in
@limited("10 per minute")
def change_password(actor: Actor) -> ResponseReturnValue:
    """Take a new password; every other session ends."""
    try:
        new_hash = _checked(actor, submitted(PasswordForm))
    except InvalidInput as error:
        return shown_again("accounts/settings.html", error, **_context(actor))
    with runtime().unit_of_work(actor) as uow:
        stored = queries.of_person(uow.session, actor.person_id)
        if stored is not None:
            token = str(session.get(SESSION_KEY))
            service.change_password(uow, stored, new_hash=new_hash, token=token)
    toast.say(_("Your password was changed. Other devices were signed out."))
    return redirect(url_for("accounts.settings"))


@pages.post("/account/look")
@for_anyone
def look() -> ResponseReturnValue:
    """Change theme, text size or language; kept for the session and, signed in, for good."""
    form = submitted(LookForm)
    session.update(theme=form.theme, text_size=form.text_size, locale=form.locale)
    actor = find_actor()
    if actor is not None:
        with runtime().unit_of_work(actor) as uow:
            account = queries.of_person(uow.session, actor.person_id)
            if account is not None:
                service.keep_look(
                    uow, account, theme=form.theme, text_size=form.text_size, locale=form.locale
                )
    if request.headers.get("HX-Request") or request.is_json:
        return "", 204
    return redirect(own_path(form.back))


@pages.post("/account/post")
@for_signed_in
def switch_post(actor: Actor) -> ResponseReturnValue:
    """Go on in another of the actor's posts."""
    form = submitted(PostForm)
    with runtime().unit_of_work(actor) as uow:
        service.switch_post(uow, str(session.get(SESSION_KEY)), form.post)
    return redirect("/")


def _checked(actor: Actor, form: PasswordForm) -> str:
    """Return the hash of the new password. Raises InvalidInput, with all that is wrong."""
    with runtime().read() as reading:
        account = queries.of_person(reading, actor.person_id)
    if account is None:
        raise NotFound
    mistakes = {}
    if not service.is_right(account.password_hash, form.password):
        mistakes["password"] = _(WrongPassword.text)
    if not rules.is_strong(form.new_password, account.username):
        mistakes |= PasswordTooWeak().fields
    if form.new_password != form.repeated:
        mistakes["repeated"] = _(NOT_THE_SAME)
    if mistakes:
        raise InvalidInput(mistakes)
    return service.HASHER.hash(form.new_password)


def _context(actor: Actor) -> dict[str, Any]:
    with runtime().read() as reading:
        account = queries.of_person(reading, actor.person_id)
        posts = queries.posts_held(reading, actor.person_id, wall_date(runtime().clock()))
    return {"account": account, "posts": posts}
