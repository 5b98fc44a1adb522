"""Drafting, the editor, saving what is written."""

from uuid import UUID

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.core.clock import to_wall_time
from hub.core.errors import InvalidInput
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.minutes import papers, queries, rules, service
from hub.minutes.errors import MayNotRecord, MinutesExist, MinutesLocked, StaleMinutes
from hub.minutes.forms import TextForm
from hub.minutes.models import Minutes
from hub.minutes.views.blueprint import pages
from hub.web.access import for_signed_in, runtime
from hub.web.body import submitted
from hub.web.problems import as_problem
from hub.web.toast import say


@pages.post("/meetings/<uuid:meeting_id>/minutes")
@for_signed_in
def draft(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Begin the minutes from the facts and open the editor; a second press opens them too."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        html = papers.draft(queries.facts_of(session, meeting, runtime().clock()))
    try:
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.get_to_see(uow.session, actor, MeetingId(meeting_id))
            service.draft(uow, meeting, html=html)
    except MinutesExist as there_already:
        say(there_already.sentence, "warn")
    else:
        say(_("Drafted from the facts of the meeting. Please read and complete it."))
    return redirect(url_for(".edit", meeting_id=meeting_id))


@pages.get("/meetings/<uuid:meeting_id>/minutes/edit")
@for_signed_in
def edit(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the editor, with the facts beside it."""
    with runtime().read() as session:
        meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        if not rules.may_record(actor, meeting):
            raise MayNotRecord
        if not rules.can_be_edited(minutes):
            return redirect(url_for(".of_meeting", meeting_id=meeting_id))
        saved_at, author = queries.latest_save(session, minutes)
        facts = queries.facts_of(session, meeting, runtime().clock())
    return render_template(
        "minutes/edit.html",
        meeting=meeting,
        minutes=minutes,
        body=Markup(minutes.html),  # noqa: S704  (clean since it was stored)
        saved_at=saved_at,
        author=author,
        facts=facts,
        pieces=papers.pieces(facts),
    )


@pages.put("/meetings/<uuid:meeting_id>/minutes/text")
@for_signed_in
def save(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Save the text; `If-Match` names the revision it is based on.

    When somebody else saved in between: 409 with their text, so that the page shows both.
    """
    with runtime().read() as session:  # whose minutes come before what was sent
        queries.get_to_see(session, actor, MeetingId(meeting_id))
    revision = _if_match()
    form = submitted(TextForm)
    try:
        with runtime().unit_of_work(actor) as uow:
            meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
            service.save(uow, meeting, minutes, html=form.html, revision=revision)
            saved_at = uow.now
    except StaleMinutes as stale:
        return _both(actor, meeting_id, stale)
    except MinutesLocked as locked:
        return as_problem(locked), 409
    answer = jsonify(revision=minutes.revision, saved_at=saved_at.isoformat())
    answer.set_etag(str(minutes.revision))
    return answer


@pages.post("/meetings/<uuid:meeting_id>/minutes/difference")
@for_signed_in
def difference(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show how the text that was sent differs from the one that is stored."""
    form = submitted(TextForm)
    with runtime().read() as session:
        _meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        lines = rules.compare(minutes.html, rules.clean(form.html))
    return render_template("minutes/_difference.html", lines=lines)


def _if_match() -> int:
    sent = request.headers.get("If-Match", "").strip('"')
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 10):  # noqa: PLR2004
        raise InvalidInput({"If-Match": _("Say which revision the text is based on.")})
    return int(sent)


def _both(actor: Actor, meeting_id: UUID, stale: StaleMinutes) -> tuple[Response, int]:
    with runtime().read() as session:
        _meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        at, author = queries.latest_save(session, minutes)
    return jsonify(as_problem(stale) | _stored(minutes) | {
        "author": author,
        "time": f"{to_wall_time(at):%H:%M:%S}",
    }), 409  # fmt: skip


def _stored(minutes: Minutes) -> dict[str, object]:
    return {"revision": minutes.revision, "html": minutes.html}
