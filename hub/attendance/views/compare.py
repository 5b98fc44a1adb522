"""Two meetings side by side."""

from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.attendance import papers, queries, rules
from hub.attendance.errors import SameMeetingTwice
from hub.attendance.forms import CompareForm
from hub.attendance.views import pages
from hub.attendance.views.files import as_file
from hub.attendance.views.reports import limits
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings.errors import NoSuchMeeting
from hub.meetings.models import Meeting
from hub.web.access import for_signed_in, runtime
from hub.web.paging import page_of

#: How far back meetings are offered for a comparison.
OFFERED = timedelta(days=3 * 366)
CHANGED = ("better", "worse", "other", "only")


@pages.get("/reports/attendance/compare")
@for_signed_in
def compare(actor: Actor) -> ResponseReturnValue:
    """Show who changed from one meeting to another; also as PDF, XLSX, CSV."""
    typed = request.args.to_dict()
    mistakes: dict[str, str] = {}
    wanted, found = CompareForm(), None
    now = runtime().clock()
    with runtime().read() as session:
        offered = list(reversed(queries.held(session, actor, now - OFFERED, now)))
    try:
        wanted = read(CompareForm, typed)
        pair = _pair(actor, wanted, offered)
    except InvalidInput as error:
        pair, mistakes = None, dict(error.fields)
    if pair is not None:
        with runtime().read() as session:
            found = queries.comparison(session, actor, *pair, now=now, limits=limits())
        if wanted.format != "html":
            name = _("Two meetings compared")
            return as_file(actor, wanted.format, name, [papers.comparison_table(found)])
    page = render_template(
        "attendance/compare.html",
        offered=offered,
        found=found,
        wanted=wanted,
        word=rules.word,
        change=papers.change_in_words,
        **_shown(found, wanted.show),
        typed=typed,
        mistakes=mistakes,
    )
    return page, 400 if mistakes else 200


def _pair(
    actor: Actor, wanted: CompareForm, offered: list[Meeting]
) -> tuple[Meeting, Meeting] | None:
    """Return the meetings to compare: those chosen, else the last two; None without two."""
    if wanted.first is None and wanted.second is None:
        return (offered[1], offered[0]) if len(offered) > 1 else None
    if wanted.first is None or wanted.second is None or wanted.first == wanted.second:
        raise SameMeetingTwice({"second": SameMeetingTwice().sentence})
    return _held(actor, wanted.first), _held(actor, wanted.second)


def _held(actor: Actor, meeting_id: MeetingId) -> Meeting:
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
    if meeting.state not in queries.OVER:
        raise NoSuchMeeting
    return meeting


def _shown(found: queries.Comparison | None, show: str) -> dict[str, Any]:
    pairs = [] if found is None else found.changed(*CHANGED) if show == "changed" else found.pairs
    return {"page": page_of(list(pairs)), "changed": len(found.changed(*CHANGED)) if found else 0}
