"""What every page shows around its content: who is there, where they can go, the time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Flask, current_app, g, has_request_context, request, url_for

from hub.archive.rules import may_see_dossier
from hub.core import browsers, clock
from hub.core.numbers import decimal, duration, filesize
from hub.core.text import N_, gettext, plural_form
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.outbox import queries as outbox
from hub.web import assets
from hub.web.access import find_actor, runtime
from hub.web.body import event_key_of_page
from hub.web.locale import chosen_locale, chosen_text_size, chosen_theme

EVERYONE: Final = frozenset(Role) - {Role.GUEST}
GUESTS: Final = frozenset({Role.GUEST})
ADMINISTRATORS: Final = frozenset({Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR})

#: Where the first page leads a guest: to their meeting.
GUEST_HOME: Final = {"dashboard.overview": "rooms.guest"}
#: The entrance to the administration.
ADMIN: Final = "directory.admin"
#: The features whose pages stand under "Administration".
ADMINISTRATION: Final = frozenset({"directory", "administration", "audit", "outbox", "system"})

#: The main navigation: words, page, icon, who sees it.
NAVIGATION: Final = (
    (N_("The meeting"), "dashboard.overview", "calendar-event", GUESTS),
    (N_("Overview"), "dashboard.overview", "layout-dashboard", EVERYONE),
    (N_("Calendar"), "meetings.week", "calendar-event", EVERYONE),
    (N_("Rooms"), "rooms.index", "video", EVERYONE),
    (N_("Documents"), "documents.index", "file-certificate", EVERYONE),
    (N_("Minutes"), "minutes.index", "notes", EVERYONE),
    (N_("Opinions"), "opinions.index", "mail-question", EVERYONE),
    (N_("Reports"), "dashboard.reports", "chart-bar", EVERYONE),
    (N_("Archive"), "archive.index", "archive", EVERYONE),
    (N_("Administration"), "directory.admin", "settings", ADMINISTRATORS),
)


@dataclass(frozen=True)
class NavigationItem:
    """A link of the main navigation."""

    label: str
    url: str
    icon: str
    current: bool


def mount(app: Flask) -> None:
    """Give every template what the layouts need."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, plural_form, newstyle=True
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.asset,
        icon=assets.icon,
        texts=assets.texts,
        import_map=assets.import_map,
        event_key_of_page=event_key_of_page,
        has_page=has_page,
        may_see_dossier=may_see_dossier,
        Role=Role,
    )
    app.jinja_env.filters.update(
        browser=browsers.in_words,
        moment=clock.format_moment,
        date=clock.format_date,
        time=clock.format_time,
        typed_moment=clock.format_typed,
        weekday=clock.weekday_name,
        number=decimal,
        duration=duration,
        filesize=filesize,
        wall=clock.to_wall_time,
    )
    app.context_processor(_context)


def has_page(endpoint: str) -> bool:
    """Tell whether the hub has this page."""
    return endpoint in current_app.view_functions


def _context() -> dict[str, Any]:
    actor = _actor()
    context: dict[str, Any] = {
        "actor": actor,
        "server_now": runtime().clock(),
        "theme": chosen_theme(),
        "text_size": chosen_text_size(),
        "locale": chosen_locale(),
        "is_demo": runtime().settings.demo,
        "timedelta": timedelta,
        "nav": [],
        "is_guest": False,
        "unread_count": 0,
        "unit_name": "",
        "post_title": "",
    }
    if actor is not None:
        context.update(_of(actor))
    return context


def _of(actor: Actor) -> dict[str, Any]:
    with runtime().read() as session:
        unit = directory.unit(session, actor.unit_id)
        post = directory.post(session, actor.post_id)
        unread = outbox.unread_count(session, actor.person_id, runtime().clock())
    return {
        "is_guest": actor.has(Role.GUEST),
        "unit_name": unit.name,
        "post_title": gettext(N_("Guest")) if actor.has(Role.GUEST) else post.title,
        "unread_count": unread,
        "nav": _navigation(actor),
    }


def _navigation(actor: Actor) -> list[NavigationItem]:
    here = request.blueprint if has_request_context() else ""
    shown = [
        (label, endpoint, icon)
        for label, endpoint, icon, roles in NAVIGATION
        if has_page(endpoint) and not roles.isdisjoint(actor.roles or roles)
    ]
    current = {endpoint for _label, endpoint, _icon in shown if _is_here(endpoint, here)}
    if ADMIN in current:  # pages of other features that stand among the administration
        current = {ADMIN}
    return [
        NavigationItem(gettext(label), url_for(endpoint), icon, endpoint in current)
        for label, endpoint, icon in shown
    ]


def _is_here(endpoint: str, here: str | None) -> bool:
    if endpoint.startswith("dashboard."):
        return request.endpoint in {endpoint, GUEST_HOME.get(endpoint)}
    if endpoint == ADMIN:
        return here in ADMINISTRATION or request.path.startswith("/admin/")
    if endpoint == "documents.index" and here in {"registers", "certificates"}:
        return not request.path.startswith("/admin/")
    return endpoint.partition(".")[0] == here


def _actor() -> Actor | None:
    if "actor" not in g:
        g.actor = find_actor() if has_request_context() else None
    found: Actor | None = g.actor
    return found
