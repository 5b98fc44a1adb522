"""The first page: today, what is held, what waits, four figures, what went out."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.unit_of_work import Actor, Role
from hub.dashboard import queries
from hub.dashboard.views.blueprint import pages
from hub.invitations import queries as invitations
from hub.meetings import queries as meetings
from hub.web.access import for_participants, for_signed_in, runtime


@pages.get("/")
@for_participants
def overview(actor: Actor) -> ResponseReturnValue:
    """Show the reader's day; a guest has one meeting and goes there."""
    now = runtime().clock()
    with runtime().read() as session:
        if actor.has(Role.GUEST):
            meeting_id = meetings.meeting_of_guest(session, actor.unit_id)
            return redirect(url_for("rooms.guest", meeting_id=meeting_id or actor.unit_id))
        return render_template(
            "dashboard/overview.html",
            day=queries.day(session, actor, now),
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
    """Return what is held now and what comes next; of the very next, who answered."""
    now = runtime().clock()
    with runtime().read() as session:
        held_now = queries.live_meetings(session, actor, now)
        coming = queries.to_come(session, actor, now)
        following = coming[0] if coming and not held_now else None
        found: dict[str, object] = {"counts": None, "answers": [], "own": None}
        if following and following.host_unit_id == actor.unit_id:
            found["counts"] = invitations.counts(session, following.id)
            found["answers"] = queries.answers(session, following.id)
        elif following:
            found["own"] = queries.own_answer(session, actor, following.id)
    return {"held": held_now, "following": following, "coming": coming, **found}
