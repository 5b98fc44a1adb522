"""Administration above the directory: a person's account, the sign-in log, settings, health."""

import secrets
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.accounts import queries, rules, service
from hub.accounts.forms import AccountForm
from hub.core.errors import HubError, InvalidInput, NotFound
from hub.core.ids import PersonId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.directory import rules as directory_rules
from hub.directory.errors import NoSuchPerson
from hub.directory.models import Person
from hub.web import toast
from hub.web.access import for_role, runtime
from hub.web.body import submitted, typed
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of
from hub.web.problems import status_of

pages = Blueprint("administration", __name__)

for_readers: Final = for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR)
for_managers: Final = for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)
for_the_whole: Final = for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)

#: Letters and digits that can't be taken for one another when read out on the telephone.
CLEAR: Final = "abcdefghkmnpqrstuvwxyz23456789"


@pages.get("/admin/people/<uuid:person_id>")
@for_readers
def person(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Show a person: posts, account, sessions."""
    return render_template("accounts/person.html", **_about(actor, person_id))


@pages.post("/admin/people/<uuid:person_id>/account")
@for_managers
def open_account(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Give a person an account; its first password is shown once."""
    _ensure_manages(actor, person_id)
    password = first_password()
    try:
        form = submitted(AccountForm)
        with runtime().unit_of_work(actor) as uow:
            found = directory.person(uow.session, person_id)
            service.open_account(uow, found, username=form.username, password=password)
    except HubError as error:
        fields = error.fields if isinstance(error, InvalidInput) else {"username": error.sentence}
        page = render_template(
            "accounts/person.html",
            typed=typed(AccountForm),
            mistakes=fields,
            **_about(actor, person_id),
        )
        return page, status_of(error)
    return _with_password(actor, person_id, password)


@pages.post("/admin/people/<uuid:person_id>/account/password")
@for_managers
def reset_password(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Give an account a new first password, shown once; its sessions end."""
    _ensure_manages(actor, person_id)
    password = first_password()
    new_hash = service.HASHER.hash(password)
    with runtime().unit_of_work(actor) as uow:
        account = queries.of_person(uow.session, person_id)
        if account is None:
            raise NotFound
        service.reset_password(uow, account, new_hash=new_hash)
    return _with_password(actor, person_id, password)


@pages.post("/admin/people/<uuid:person_id>/account/sessions/end")
@for_managers
def end_sessions(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    _ensure_manages(actor, person_id)
    with runtime().unit_of_work(actor) as uow:
        service.end_sessions(uow, person_id)
    toast.say(_("The person was signed out everywhere."))
    return redirect(url_for("administration.person", person_id=person_id))


@pages.get("/admin/sign-ins")
@for_the_whole
def sign_ins(_actor: Actor) -> ResponseReturnValue:
    """Show the log of sign-ins, a page at a time."""
    number = asked_page()
    username = request.args.get("q", "")[:60]
    refused_only = request.args.get("state") == "refused"
    with runtime().read() as session:
        found, total = queries.attempts_page(
            session,
            username=username,
            refused_only=refused_only,
            offset=offset_of(number),
            most=PER_PAGE,
        )
    return render_template(
        "accounts/sign_ins.html",
        page=Page(found, number, total),
        username=username,
        refused_only=refused_only,
    )


def first_password() -> str:
    """Return a first password, easy to read out: `kfxm-7dq2-vhtn` (58 bits)."""
    letters = [secrets.choice(CLEAR) for _place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def _with_password(actor: Actor, person_id: PersonId, password: str) -> ResponseReturnValue:
    """Show the password in this answer only; it is stored nowhere."""
    about = _about(actor, person_id)
    return render_template("accounts/person.html", password=password, **about)


def _ensure_manages(actor: Actor, person_id: PersonId) -> None:
    with runtime().read() as session:
        directory.person(session, person_id)
        if not directory.manages_person(session, actor, person_id):
            raise NoSuchPerson


def _about(actor: Actor, person_id: PersonId) -> dict[str, Any]:
    """Return what the page of a person needs. Raises NoSuchPerson."""
    with runtime().read() as session:
        found: Person = directory.person(session, person_id)
        posts = directory.all_posts_of(session, person_id)
        within = directory.seen_by(session, actor)
        if within is not None and not any(each.unit_id in within for each in posts):
            raise NoSuchPerson
        account = queries.of_person(session, person_id)
        wanted = rules.username_for(found.name)
        return {
            "person": found,
            "posts": [each for each in posts if each.valid_to is None],
            "past_posts": [each for each in posts if each.valid_to is not None],
            "account": account,
            "sign_ins": queries.sign_ins_of(session, person_id),
            "suggested": queries.free_username(session, wanted) if account is None else "",
            "can_manage": directory.manages_person(session, actor, person_id),
            "is_self": person_id == actor.person_id,
            "role_name": directory_rules.role_name,
        }
