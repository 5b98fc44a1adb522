"""People: list, enter, correct, posts, roles. Their accounts are pages of hub.accounts."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError
from hub.core.ids import PersonId, PostId, UnitId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries, rules, service
from hub.directory.errors import NoSuchPerson, NoSuchPost
from hub.directory.forms import NewPerson, NewPost, PersonForm, PostForm
from hub.directory.queries import PeopleAsked
from hub.directory.views import pages
from hub.directory.views.shared import (
    asked_again,
    for_managers,
    for_readers,
    role_choices,
    today,
    unit_choices,
)
from hub.web import toast
from hub.web.access import runtime
from hub.web.body import submitted
from hub.web.live import as_uuid
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of


@pages.get("/admin/people")
@for_readers
def people(actor: Actor) -> ResponseReturnValue:
    """List people by name, unit and role, a page at a time."""
    asked = asked_people()
    number = asked_page()
    with runtime().read() as session:
        within = queries.seen_by(session, actor)
        found, total = queries.people_page(
            session, asked, within, offset=offset_of(number), limit=PER_PAGE
        )
        posts = queries.posts_by_person(session, [each.id for each in found])
        branches = queries.tree_on(session, today(), within)
        managed = queries.managed_by(session, actor)
    return render_template(
        "directory/people.html",
        page=Page(found, number, total),
        posts=posts,
        asked=asked,
        units=[(str(each.unit.id), "\u2003" * each.depth + each.name) for each in branches],
        roles=[(role.value, rules.role_name(role)) for role in rules.GIVEN],
        role_name=rules.role_name,
        can_manage=managed is None or bool(managed),
    )


@pages.get("/admin/people/new")
@for_managers
def new_person(actor: Actor) -> ResponseReturnValue:
    """Ask for a person and their first post."""
    context = _choices(actor)
    return render_template(
        "directory/person_new.html", unit_id=request.args.get("unit", ""), **context
    )


@pages.post("/admin/people")
@for_managers
def create_person(actor: Actor) -> ResponseReturnValue:
    """Enter a person."""
    try:
        form = submitted(NewPerson)
        with runtime().unit_of_work(actor) as uow:
            unit = queries.unit(uow.session, form.unit_id)
            person = service.add_person(uow, form.facts, unit, form.post)
    except HubError as error:
        return asked_again("directory/person_new.html", error, NewPerson, **_choices(actor))
    toast.say(_("%(name)s was entered.", name=person.name))
    return redirect(_page_of(person.id))


@pages.get("/admin/people/<uuid:person_id>/correct")
@for_managers
def correct_person_form(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Ask for corrections."""
    return render_template("directory/person_correct.html", **_about(actor, person_id))


@pages.post("/admin/people/<uuid:person_id>/correct")
@for_managers
def correct_person(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Correct a person's name or address."""
    context = _about(actor, person_id)
    try:
        form = submitted(PersonForm)
        with runtime().unit_of_work(actor) as uow:
            person = queries.person(uow.session, person_id)
            service.change_person(uow, person, form.facts, version=form.version)
    except HubError as error:
        return asked_again("directory/person_correct.html", error, PersonForm, **context)
    toast.say(_("The corrections were saved."))
    return redirect(_page_of(person_id))


@pages.post("/admin/people/<uuid:person_id>/disable")
@for_managers
def disable_person(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Close every door to a person, at once."""
    with runtime().unit_of_work(actor) as uow:
        service.disable_person(uow, queries.person(uow.session, person_id))
    toast.say(_("The person was disabled and signed out everywhere."))
    return redirect(_page_of(person_id))


@pages.post("/admin/people/<uuid:person_id>/enable")
@for_managers
def enable_person(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Let a disabled person in again."""
    with runtime().unit_of_work(actor) as uow:
        service.enable_person(uow, queries.person(uow.session, person_id))
    toast.say(_("The person can sign in again."))
    return redirect(_page_of(person_id))


@pages.get("/admin/people/<uuid:person_id>/posts/new")
@for_managers
def new_post(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Ask for one more post of a person."""
    return render_template("directory/post_form.html", post=None, **_about(actor, person_id))


@pages.post("/admin/people/<uuid:person_id>/posts")
@for_managers
def give_post(actor: Actor, person_id: PersonId) -> ResponseReturnValue:
    """Give a person one more post."""
    context = _about(actor, person_id)
    try:
        form = submitted(NewPost)
        with runtime().unit_of_work(actor) as uow:
            person = queries.person(uow.session, person_id)
            service.give_post(uow, person, queries.unit(uow.session, form.unit_id), form.post)
    except HubError as error:
        return asked_again("directory/post_form.html", error, NewPost, post=None, **context)
    toast.say(_("The post was given."))
    return redirect(_page_of(person_id))


@pages.get("/admin/posts/<uuid:post_id>")
@for_managers
def post(actor: Actor, post_id: PostId) -> ResponseReturnValue:
    """Show title and roles of a post to change them."""
    return render_template("directory/post_form.html", **_about_post(actor, post_id))


@pages.post("/admin/posts/<uuid:post_id>")
@for_managers
def change_post(actor: Actor, post_id: PostId) -> ResponseReturnValue:
    """Change title and roles of a post."""
    context = _about_post(actor, post_id)
    try:
        form = submitted(PostForm)
        with runtime().unit_of_work(actor) as uow:
            service.change_post(uow, queries.post(uow.session, post_id), form.post)
    except HubError as error:
        return asked_again("directory/post_form.html", error, PostForm, **context)
    toast.say(_("The post was changed; it takes effect at once."))
    return redirect(_page_of(context["person"].id))


@pages.post("/admin/posts/<uuid:post_id>/end")
@for_managers
def end_post(actor: Actor, post_id: PostId) -> ResponseReturnValue:
    """End a post today."""
    person_id = _about_post(actor, post_id)["person"].id
    with runtime().unit_of_work(actor) as uow:
        service.end_post(uow, queries.post(uow.session, post_id))
    toast.say(_("The post ended; it takes effect at once."))
    return redirect(_page_of(person_id))


@pages.get("/admin/roles")
@for_readers
def roles(actor: Actor) -> ResponseReturnValue:
    """Show what each role may do and who holds it."""
    with runtime().read() as session:
        within = queries.seen_by(session, actor)
        holders = {
            role: [
                each
                for each in queries.posts_with_role(session, role)
                if within is None or each.unit_id in within
            ]
            for role in rules.GIVEN
        }
    return render_template(
        "directory/roles.html",
        holders=holders,
        duties=rules.ROLE_DUTIES,
        role_name=rules.role_name,
        of_the_whole=rules.OF_THE_WHOLE,
    )


def asked_people() -> PeopleAsked:
    """Return which people the address asks for; nonsense counts as not asked."""
    role = request.args.get("role", "")
    return PeopleAsked(
        words=request.args.get("q", "")[:100],
        unit_id=_asked_unit(),
        role=Role(role) if role in {each.value for each in rules.GIVEN} else None,
        disabled=request.args.get("state") == "disabled",
    )


def _asked_unit() -> UnitId | None:
    try:
        return UnitId(as_uuid(request.args.get("unit", "")))
    except HubError:
        return None


def _page_of(person_id: PersonId) -> str:
    return url_for("administration.person", person_id=person_id)


def _choices(actor: Actor) -> dict[str, Any]:
    return {"units": unit_choices(actor), "roles": role_choices(actor)}


def _about(actor: Actor, person_id: PersonId) -> dict[str, Any]:
    """Return what the forms about one person need. Raises NoSuchPerson."""
    with runtime().read() as session:
        person = queries.person(session, person_id)
        if not queries.manages_person(session, actor, person_id):
            raise NoSuchPerson
    return {"person": person, **_choices(actor)}


def _about_post(actor: Actor, post_id: PostId) -> dict[str, Any]:
    """Return what the form of a post needs. Raises NoSuchPost, NoSuchPerson."""
    with runtime().read() as session:
        post = queries.post(session, post_id)
    if post.valid_to is not None:
        raise NoSuchPost
    return {"post": post, **_about(actor, post.person_id)}
