"""The first page: today, what is held, what waits, four figures, what went out."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.unit_of_work import Actor
from hub.dashboard import queries
from hub.dashboard.rules import FIRST_HOUR, LAST_HOUR
from hub.dashboard.views.blueprint import pages
from hub.invitations import queries as invitations
from hub.web.access import for_signed_in, runtime


@pages.get("/")
@for_signed_in
def overview(actor: Actor) -> ResponseReturnValue:
    """Show the reader's day."""
    now = runtime().clock()
    with runtime().read() as session:
        return render_template(
            "dashboard/overview.html",
            day=queries.day(session, actor, now),
            hours=range(FIRST_HOUR, LAST_HOUR),
            **_held(actor),
            waiting=queries.waiting(session, actor, now),
            figures=queries.figures(session, actor, now),
            released=queries.released(session, actor),
        )


@pages.get("/overview/held")
@for_signed_in
def held(actor: Actor) -> ResponseReturnValue:
    """Show the meetings being held: the part of the overview that news refreshes."""
    return render_template("dashboard/_held.html", **_held(actor))


@pages.get("/overview/waiting")
@for_signed_in
def waiting(actor: Actor) -> ResponseReturnValue:
    """Show what waits for the reader: the part of the overview that notices refresh."""
    with runtime().read() as session:
        found = queries.waiting(session, actor, runtime().clock())
    return render_template("dashboard/_waiting.html", waiting=found)


@pages.get("/reports")
@for_signed_in
def reports(_actor: Actor) -> ResponseReturnValue:
    """Show which reports there are."""
    return render_template("dashboard/reports.html")


def _held(actor: Actor) -> dict[str, object]:
    """Return what is held now; when nothing is, the next meeting and who answered."""
    now = runtime().clock()
    with runtime().read() as session:
        held_now = queries.live_meetings(session, actor, now)
        following = None if held_now else queries.next_meeting(session, actor, now)
        counts = invitations.counts(session, following.id) if following else None
    return {"held": held_now, "following": following, "counts": counts}
