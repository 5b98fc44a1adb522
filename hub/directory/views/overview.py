"""The first page of the administration."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.audit import queries as audit
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries
from hub.directory.queries import PeopleAsked
from hub.directory.views import pages
from hub.directory.views.shared import for_readers, today
from hub.outbox import queries as outbox
from hub.web.access import runtime, settings


@pages.get("/admin")
@for_readers
def admin(actor: Actor) -> ResponseReturnValue:
    """Show what there is to administer, and what needs attention."""
    with runtime().read() as session:
        within = queries.seen_by(session, actor)
        tree = queries.tree_on(session, today(), within)
        sites = queries.sites_of(session, within)
        _some, people = queries.people_page(session, PeopleAsked(), within, offset=0, limit=1)
        _waiting, waiting = outbox.mails(session, state="waiting", most=1)
        _failed, failed = outbox.mails(session, state="failed", most=1)
        newest, entries = audit.entries(session, most=6)
        heads = queries.heads(session)
    headless = [each for each in tree if each.unit.id not in heads]
    return render_template(
        "directory/admin.html",
        units=len(tree),
        sites=len(sites),
        people=people,
        waiting=waiting,
        failed=failed,
        newest=newest if within is None else [],
        entries=entries,
        headless=headless[:5],
        headless_count=len(headless),
        is_whole=within is None,
        is_system_admin=actor.has(Role.SYSTEM_ADMIN),
        has_mail_server=bool(settings().smtp_host),
    )
