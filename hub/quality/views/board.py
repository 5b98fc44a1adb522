"""The lines of a meeting now."""

from typing import Any, Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.forms import read
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.quality import queries, rules
from hub.quality.forms import BoardForm
from hub.quality.models import Grade
from hub.quality.views import pages
from hub.web.access import for_signed_in, runtime
from hub.web.body import is_fragment
from hub.web.paging import Page

#: Rows of the list and tiles of the wall at once; a national meeting has pages of them.
ROWS: Final = 50
TILES: Final = 300


@pages.get("/meetings/<uuid:meeting_id>/quality")
@for_signed_in
def board(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show every line, worst first, and all of them at their fixed places."""
    wanted = read(BoardForm, request.args.to_dict())
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
        rows = queries.board(session, meeting.id, now)
        tests = queries.last_tests(session, meeting.id)
        modes = queries.modes_of(session, meeting.id)
    template = "quality/_board.html" if is_fragment() else "quality/board.html"
    return render_template(
        template,
        meeting=meeting,
        **_lists(rows, wanted),
        asked=wanted.model_dump(exclude_defaults=True),
        grade_asked=wanted.grade,
        tests=tests,
        modes=modes,
        mode_word=rules.mode_word,
        total=len(rows),
        counts=queries.grades_of(rows),
        grades=list(Grade),
        grade_word=rules.grade_word,
        now=now,
        may_see_phones=actor.unit_id == meeting.host_unit_id,
        may_take_on=rules.may_sign_off(actor, meeting),
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


def _lists(rows: list[queries.BoardRow], wanted: BoardForm) -> dict[str, Any]:
    """Return a page of the list, filtered by grade, and a page of the wall, which never is."""
    listed = [row for row in rows if wanted.grade in {"", row.grade or "none"}]
    places = sorted(rows, key=lambda row: row.position)
    return {
        "rows": _page_of(listed, wanted.page, ROWS),
        "places": _page_of(places, wanted.wall, TILES),
    }


def _page_of(rows: list[queries.BoardRow], number: int, per_page: int) -> Page[queries.BoardRow]:
    last = max(1, -(-len(rows) // per_page))
    first = (min(number, last) - 1) * per_page
    return Page(rows[first : first + per_page], min(number, last), len(rows), per_page)
