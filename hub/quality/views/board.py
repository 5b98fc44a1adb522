"""The lines of a meeting now."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.forms import read
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.quality import queries, rules
from hub.quality.forms import BoardForm, LinesForm
from hub.quality.models import Grade
from hub.quality.views import pages
from hub.web.access import for_signed_in, runtime
from hub.web.body import is_fragment
from hub.web.paging import Page


@pages.get("/meetings/<uuid:meeting_id>/quality")
@for_signed_in
def board(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show every line, worst first, and all of them at their fixed places."""
    wanted = read(BoardForm, request.args.to_dict())
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, MeetingId(meeting_id)).meeting
        shown = queries.board_page(
            session, meeting.id, now, only=wanted.only, page=wanted.page, wall=wanted.wall
        )
        listed = [row.meeting_site_id for row in shown.rows]
        tests = queries.last_tests(session, listed)
        modes = queries.modes_at(session, listed)
    template = "quality/_board.html" if is_fragment() else "quality/board.html"
    return render_template(
        template,
        meeting=meeting,
        rows=Page(shown.rows, shown.page, shown.listed, queries.ROWS),
        places=Page(shown.places, shown.wall, shown.total, queries.TILES),
        asked=wanted.model_dump(exclude_defaults=True),
        grade_asked=wanted.grade,
        tests=tests,
        modes=modes,
        mode_word=rules.mode_word,
        total=shown.total,
        counts=shown.counts,
        grades=list(Grade),
        grade_word=rules.grade_word,
        now=now,
        may_see_phones=actor.unit_id == meeting.host_unit_id,
        may_take_on=rules.may_sign_off(actor, meeting),
    )


@pages.get("/meetings/<uuid:meeting_id>/quality/lines")
@for_signed_in
def lines(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Answer the grade and delay of measured lines, for pages that show names and bars.

    Of the sites that the page shows (`sites`, their ids with commas between), or of all.
    """
    asked = read(LinesForm, request.args.to_dict()).sites
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, MeetingId(meeting_id)).meeting
        found = queries.lines(session, meeting.id, runtime().clock(), asked)
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
