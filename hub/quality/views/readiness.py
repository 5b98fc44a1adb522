"""The go/no-go board before a meeting."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
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
        meeting = meetings.get_to_see(uow.session, actor, MeetingId(meeting_id))
        test = queries.get_test(uow.session, meeting.id, LineTestId(test_id))
        service.sign_off(uow, meeting, test)
    toast.say(_("Signed off. A new test of this site will need a new sign-off."))
    return redirect(url_for(".readiness", meeting_id=meeting_id))


def _context(actor: Actor, meeting_id: UUID) -> dict[str, Any]:
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        rows = queries.readiness(session, meeting.id)
    tested = [row for row in rows if row.test is not None]
    return {
        "meeting": meeting,
        "rows": rows,
        "ready": sum(row.is_ready for row in rows),
        "check": sum(not row.is_ready for row in tested),
        "untested": len(rows) - len(tested),
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
