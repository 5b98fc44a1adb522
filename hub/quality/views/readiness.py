"""The go/no-go board before a meeting."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import LineTestId, MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.quality import queries, rules, service
from hub.quality.models import Grade
from hub.quality.views import pages
from hub.web import toast
from hub.web.access import for_signed_in, runtime
from hub.web.body import is_fragment
from hub.web.paging import Page, asked_page


@pages.get("/meetings/<uuid:meeting_id>/readiness")
@for_signed_in
def readiness(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the last line test of every site and who vouched for it."""
    template = "quality/_readiness.html" if is_fragment() else "quality/readiness.html"
    return render_template(template, **_context(actor, meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/readiness/<uuid:test_id>/sign-off")
@for_signed_in
def sign_off(actor: Actor, meeting_id: UUID, test_id: UUID) -> ResponseReturnValue:
    """Vouch for a line test."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
        test = queries.get_test(uow.session, meeting.id, LineTestId(test_id))
        service.sign_off(uow, meeting, test)
    toast.say(_("Signed off. A new test of this site will need a new sign-off."))
    return redirect(url_for(".readiness", meeting_id=meeting_id))


def _context(actor: Actor, meeting_id: UUID) -> dict[str, Any]:
    words = request.args.get("q", "")[:100]
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, MeetingId(meeting_id)).meeting
        found = queries.readiness(session, meeting.id, words, asked_page())
    return {
        "meeting": meeting,
        "found": found,
        "rows": found.rows,
        "page": Page(found.rows, found.number, found.found, queries.READINESS_LISTED),
        "asked": words,
        "may_sign_off": rules.may_sign_off(actor, meeting),
        "look": _look,
        "grade_word": rules.grade_word,
        "sentence": rules.sentence_of,
    }


def _look(row: queries.ReadinessRow) -> str:
    """Return go, check, stop or none: the colour, shape and word of a site."""
    if row.test is None:
        return "none"
    if row.test.signed_off_at is not None or row.test.grade is Grade.GOOD:
        return "go"
    return "check" if row.test.grade is Grade.FAIR else "stop"
