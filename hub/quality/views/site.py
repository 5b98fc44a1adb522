"""One line: its course in numbers, its tests, what the site itself says."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.quality import queries, rules, service
from hub.quality.forms import StatementForm
from hub.quality.views import pages
from hub.quality.views.report import strip_of
from hub.web import toast
from hub.web.access import for_signed_in, runtime
from hub.web.body import shown_again, submitted


@pages.get("/meetings/<uuid:meeting_id>/quality/<uuid:meeting_site_id>")
@for_signed_in
def site(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Show one line: delay and loss over time, device facts, tests, the site's own word."""
    return render_template("quality/site.html", **_context(actor, meeting_id, meeting_site_id))


@pages.get("/meetings/<uuid:meeting_id>/quality/<uuid:meeting_site_id>/samples")
@for_signed_in
def samples(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Answer the samples of a line as columns, for its chart. Unknown values are null."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        queries.get_site(session, meeting.id, MeetingSiteId(meeting_site_id))
        found = queries.samples_of(session, meeting.id, MeetingSiteId(meeting_site_id))
    return {
        "at": [each.at.timestamp() for each in found],
        "rtt_ms": [each.rtt_ms for each in found],
        "loss_pct": [each.loss_pct for each in found],
        "jitter_ms": [each.jitter_ms for each in found],
        "fps": [each.fps for each in found],
    }


@pages.post("/meetings/<uuid:meeting_id>/quality/<uuid:meeting_site_id>/statement")
@for_signed_in
def state(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Take the site's own word on picture and sound."""
    try:
        form = submitted(StatementForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.get_to_see(uow.session, actor, MeetingId(meeting_id))
            found = queries.get_site(uow.session, meeting.id, MeetingSiteId(meeting_site_id))
            service.state(
                uow, meeting, found, picture=form.picture, sound=form.sound, note=form.note
            )
    except InvalidInput as error:
        context = _context(actor, meeting_id, meeting_site_id)
        return shown_again("quality/site.html", error, StatementForm, **context)
    toast.say(_("Thank you. Your word stands beside what was measured."))
    return redirect(url_for(".site", meeting_id=meeting_id, meeting_site_id=meeting_site_id))


def _context(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> dict[str, Any]:
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        found = queries.get_site(session, meeting.id, MeetingSiteId(meeting_site_id))
        report = queries.report_of_site(session, meeting, found, now)
        tests = queries.tests_of(session, found.id)
        facts = queries.find_facts(session, meeting.id, found.id)
        start, end = queries.frame_of(meeting, now)
    return {
        "meeting": meeting,
        "site": found,
        "row": report,
        "tests": tests,
        "facts": facts,
        "start": start,
        "end": end,
        "strip": strip_of(report, start, end),
        "may_state": rules.may_state(actor, found) and rules.can_state(meeting),
        "grade_word": rules.grade_word,
        "mark_word": rules.mark_word,
        "causes": rules.causes_in_words,
        "sentence": rules.sentence_of,
    }
