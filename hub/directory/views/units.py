"""Looking at units: the tree on a day, one unit with its history."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.clock import from_wall_date
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor
from hub.directory import queries, rules
from hub.directory.errors import NoSuchUnit
from hub.directory.queries import Branch
from hub.directory.views import pages
from hub.directory.views.shared import for_readers, today
from hub.web.access import runtime

#: A longer tree opens level by level.
SHOWN_WHOLE: Final = 400
SHOWN_FOUND: Final = 400


@pages.get("/admin/units")
@for_readers
def units(actor: Actor) -> ResponseReturnValue:
    """Show the tree of units as it stood on a day."""
    day = asked_day()
    words = request.args.get("q", "")[:100]
    with runtime().read() as session:
        within = queries.seen_by(session, actor)
        whole = queries.tree_on(session, day, within)
        context = {
            "heads": queries.heads(session),
            "people": queries.people_counts(session),
            "sites": queries.site_counts(session),
            "closed": queries.closed_units(session, day, within),
        }
    found = queries.matching(whole, words)[:SHOWN_FOUND] if words else folded(whole, asked_under())
    return render_template(
        "directory/units.html",
        branches=found,
        total=len(whole),
        is_whole=len(whole) <= SHOWN_WHOLE,
        under=asked_under(),
        day=day,
        is_today=day == today(),
        words=words,
        can_manage=bool(rules.may_manage_all(actor) or within),
        **context,
    )


@pages.get("/admin/units/<uuid:unit_id>")
@for_readers
def unit(actor: Actor, unit_id: UnitId) -> ResponseReturnValue:
    """Show a unit: names over time, codes, who took over from whom, people, sites."""
    day = asked_day()
    with runtime().read() as session:
        within = queries.seen_by(session, actor)
        if within is not None and unit_id not in within:
            raise NoSuchUnit
        found = queries.unit(session, unit_id)
        managed = queries.managed_by(session, actor)
        before, after = queries.successions_of(session, unit_id)
        return render_template(
            "directory/unit.html",
            unit=found,
            parent=queries.unit(session, found.parent_id) if found.parent_id else None,
            standings=queries.standings_of(session, unit_id),
            codes=queries.codes_of(session, unit_id),
            letterhead=queries.letterhead(session, unit_id, day),
            before=before,
            after=after,
            posts=queries.posts_in(session, unit_id),
            sites=queries.all_sites(session, [unit_id]),
            below=queries.children_of(session, unit_id, day),
            day=day,
            is_open=rules.is_valid_on(found.valid_from, found.valid_to, today()),
            can_manage=managed is None or unit_id in managed,
            level_names=rules.LEVEL_NAMES,
            scheme_names=rules.SCHEME_NAMES,
            role_name=rules.role_name,
        )


def asked_day() -> date:
    """Return the day the page is asked for; nonsense and nothing mean today."""
    try:
        return from_wall_date(request.args.get("on", ""))
    except ValueError:
        return today()


def asked_under() -> str:
    """Return the id of the unit whose branch is opened, or ""."""
    return request.args.get("under", "")


def folded(branches: Sequence[Branch], under: str) -> list[Branch]:
    """Return what of a long tree is shown: two levels, and below the unit that was opened."""
    if len(branches) <= SHOWN_WHOLE:
        return list(branches)
    start = next((i for i, each in enumerate(branches) if str(each.unit.id) == under), None)
    if start is None:
        return [each for each in branches if each.depth <= 1]
    top = branches[start].depth
    shown = [branches[start]]
    for each in branches[start + 1 :]:
        if each.depth <= top:
            break
        if each.depth == top + 1:
            shown.append(each)
    return shown
