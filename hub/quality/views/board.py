"""The lines of a meeting now."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.quality import queries, rules
from hub.quality.models import Grade
from hub.quality.views import pages
from hub.web.access import for_signed_in, runtime
from hub.web.body import is_fragment


@pages.get("/meetings/<uuid:meeting_id>/quality")
@for_signed_in
def board(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show every line, worst first, and all of them at their fixed places."""
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        rows = queries.board(session, meeting.id, now)
    template = "quality/_board.html" if is_fragment() else "quality/board.html"
    return render_template(
        template,
        meeting=meeting,
        rows=rows,
        places=sorted(rows, key=lambda row: row.position),
        counts=queries.grades_of(rows),
        grades=list(Grade),
        grade_word=rules.grade_word,
        now=now,
        may_see_phones=actor.unit_id == meeting.host_unit_id,
    )


@pages.get("/meetings/<uuid:meeting_id>/quality/lines")
@for_signed_in
def lines(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Answer the grade and delay of every measured line, for pages that show names and bars."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        found = queries.lines(session, meeting.id, runtime().clock())
    return {
        "lines": {
            str(site_id): {
                "grade": line.grade,
                "rtt_ms": line.rtt_ms,
                "loss_pct": line.loss_pct,
                "since": line.since.isoformat() if line.since else None,
            }
            for site_id, line in found.items()
        }
    }
