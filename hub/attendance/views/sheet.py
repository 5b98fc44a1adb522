"""The sheet of a meeting, the history of one site, corrections."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.attendance import papers, queries, rules, service
from hub.attendance.errors import NoSuchSite, RollChanged
from hub.attendance.forms import CorrectForm, FormatForm
from hub.attendance.models import RollStatus
from hub.attendance.rules import AttendanceClass, Interval
from hub.attendance.views import pages
from hub.attendance.views.printing import printed, try_to_print
from hub.core.errors import InvalidInput
from hub.core.fold import fold
from hub.core.forms import read
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents.queries import verdicts
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.verdict import Verdict
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.web import downloads, toast
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import is_fragment, shown_again, submitted, typed
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of

#: Which sites of a large meeting are listed, by the word in the address.
SHOWN: Final[Mapping[str, Callable[[queries.SiteAttendance], bool]]] = {
    "all": lambda _row: True,
    "present": lambda row: row.is_present,
    "gone": lambda row: row.classes[0] in {AttendanceClass.ABSENT, AttendanceClass.EXCUSED},
    "uncalled": lambda row: row.status is None,
}
#: What the address says of the page of a long list.
OF_THE_LIST: Final = frozenset({"page", "show", "q"})


@pages.get("/meetings/<uuid:meeting_id>/attendance")
@for_signed_in
def sheet(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show who is there and let the secretary keep the roll; also as PDF, XLSX, CSV."""
    asked = {name: value for name, value in request.args.items() if name not in OF_THE_LIST}
    wanted = read(FormatForm, asked)
    context = context_of(actor, meeting_id)
    if wanted.format != "html":
        return _as_file(actor, wanted.format, context["summary"])
    if is_fragment():
        return render_template("attendance/_roll.html", **context)
    return render_template("attendance/sheet.html", **context, **_sheets(context["summary"]))


@pages.get("/meetings/<uuid:meeting_id>/attendance/<uuid:meeting_site_id>")
@for_signed_in
def site(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Show when a site was there, what was said of it, and let the secretary correct it."""
    return render_template(
        "attendance/site.html", **_site_context(actor, meeting_id, meeting_site_id)
    )


@pages.post("/meetings/<uuid:meeting_id>/attendance/<uuid:meeting_site_id>")
@for_signed_in
def correct(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> ResponseReturnValue:
    """Take a correction with its reason."""
    try:
        form = submitted(CorrectForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.get_to_see(uow.session, actor, MeetingId(meeting_id))
            found = queries.get_site(uow.session, meeting.id, MeetingSiteId(meeting_site_id))
            service.correct(
                uow,
                meeting,
                found,
                status=form.status,
                head_count=form.head_count,
                reason=form.reason,
                version=form.version,
                limits=rules.limits_of(settings()),
            )
            frozen = queries.sheet_of(uow.session, meeting.id)
            number = frozen.number if frozen else None
    except InvalidInput as error:
        context = _site_context(actor, meeting_id, meeting_site_id)
        return shown_again("attendance/site.html", error, CorrectForm, **context)
    except RollChanged as error:
        context = _site_context(actor, meeting_id, meeting_site_id)
        page = render_template(
            "attendance/site.html",
            typed=typed(CorrectForm),
            mistakes={},
            mistake=error.sentence,
            **context,
        )
        return page, 409
    toast.say(_("The correction was saved and its trace is shown below."))
    if number is not None:
        try_to_print(actor, MeetingId(meeting_id), number)
        text = _(
            "Sheet number %(number)s is to be signed now; it replaces the one before.",
            number=number,
        )
        toast.say(text, "warn")
    return redirect(url_for(".site", meeting_id=meeting_id, meeting_site_id=meeting_site_id))


def context_of(
    actor: Actor,
    meeting_id: UUID,
    only: Collection[MeetingSiteId] | None = None,
    look: Callable[..., queries.AttendanceSummary] = queries.summary,
) -> dict[str, Any]:
    """Return what the sheet, its fragment, the wall and the panel show. Raises NoSuchMeeting.

    Of a large meeting `page` has the sites asked for and `chosen` says how, to ask again. `only`
    some sites are looked at when they are named; `look` is how: as frozen, or as it is now.
    """
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, MeetingId(meeting_id)).meeting
        summary = look(session, meeting, now=now, limits=rules.limits_of(settings()), only=only)
        is_large = queries.is_large(session, meeting.id)
    own = next(
        (each for each in summary.sites if rules.may_check_in(actor, each.meeting_site.unit_id)),
        None,
    )
    page, chosen = (
        _page_of(summary.sites) if is_large else (Page(summary.sites, 1, len(summary.sites)), {})
    )
    can_call = rules.can_call(meeting, now) and summary.sheet is None
    return {
        "meeting": meeting,
        "summary": summary,
        "may_record": rules.may_record(actor, meeting),
        "may_sign": summary.sheet is not None and rules.may_sign(actor, summary.sheet),
        "can_call": can_call,
        "own": own if can_call else None,
        "statuses": list(RollStatus),
        "word": rules.word,
        "strip": strip_of,
        "stays": papers.stays_in_words,
        "kept_stay": papers.kept_stay_in_words,
        "answer_word": papers.answer_in_words,
        "now": now,
        "page": page,
        "chosen": chosen,
        "is_large": is_large,
    }


def _page_of(
    sites: Sequence[queries.SiteAttendance],
) -> tuple[Page[queries.SiteAttendance], dict[str, str]]:
    """Return the page of the sites that the address asks for, and what it asks besides."""
    shown, words = request.args.get("show", ""), request.args.get("q", "")[:100]
    wanted = SHOWN.get(shown, SHOWN["all"])
    part = fold(words)
    found = [each for each in sites if wanted(each) and part in each.meeting_site.unit.fold]
    number = min(asked_page(), max(1, -(-len(found) // PER_PAGE)))
    first = offset_of(number, PER_PAGE)
    page = Page(found[first : first + PER_PAGE], number, len(found), PER_PAGE)
    chosen = {"show": shown if shown in SHOWN else "", "q": words, "page": str(number)}
    return page, {name: value for name, value in chosen.items() if value}


def _sheets(summary: queries.AttendanceSummary) -> dict[str, Any]:
    """Return every sheet, and what the check of the last signature found."""
    sheet, verdict = summary.sheet, None
    printing = None
    with runtime().read() as session:
        lines = queries.sheet_lines(session, summary.meeting.id)
        if sheet is not None and rules.is_long(sheet.content):
            printing = queries.printing_of(session, sheet.id)
        if sheet is not None and sheet.is_signed:
            trust = read_trust(settings())
            kept = verdicts.verdict(session, sheet.signed_sha256, trust.version)
            verdict = Verdict.from_json(json.dumps(kept.report)) if kept else None
    return {"sheets": lines, "verdict": verdict, "reasons": {}, "printing": printing}


def strip_of(summary: queries.AttendanceSummary, row: queries.SiteAttendance) -> list[Any]:
    """Return a site's stays as (state, seconds) cells over the meeting so far."""
    frame = summary.frame
    cells: list[tuple[str, int]] = []
    reached = frame.start
    before_lost = False
    for each in rules.clipped(row.intervals, frame.start, frame.end):
        gap = int((each.start - reached).total_seconds())
        if gap:
            cells.append(("lost" if before_lost else "none", gap))
        end = each.end or frame.end
        cells += _with_gaps(each.start, end, row.media_gaps)
        reached, before_lost = end, each.lost
    rest = int((frame.end - reached).total_seconds())
    if rest:
        cells.append(("lost" if before_lost else "none", rest))
    return cells


def _with_gaps(start: datetime, end: datetime, gaps: Sequence[Interval]) -> list[tuple[str, int]]:
    """Return a stay as cells: good, and poor where nothing of the site arrived."""
    cells: list[tuple[str, int]] = []
    for gap in rules.clipped(gaps, start, end):
        gone_on = gap.end or end
        cells.append(("good", int((gap.start - start).total_seconds())))
        cells.append(("poor", int((gone_on - gap.start).total_seconds())))
        start = gone_on
    cells.append(("good", int((end - start).total_seconds())))
    return [(state, length) for state, length in cells if length]


def _site_context(actor: Actor, meeting_id: UUID, meeting_site_id: UUID) -> dict[str, Any]:
    context = context_of(actor, meeting_id, [MeetingSiteId(meeting_site_id)])
    summary = context["summary"]
    row = next((each for each in summary.sites if each.meeting_site.id == meeting_site_id), None)
    if row is None:
        raise NoSuchSite
    corrections = [each for each in summary.corrections if each.meeting_site_id == meeting_site_id]
    trace = next((each for each in queries.chain_of(summary, actor).sites if each.row is row), None)
    spells = rules.timeline_of(row.intervals, row.media_gaps, summary.frame.end)
    return {
        **context,
        "row": row,
        "corrections": corrections,
        "trace": trace,
        "spells": spells,
        "SpellKind": rules.SpellKind,
    }


def _as_file(actor: Actor, kind: str, summary: queries.AttendanceSummary) -> ResponseReturnValue:
    name = _("Attendance %(code)s", code=summary.meeting.code)
    sheet = summary.sheet
    content = sheet.content if sheet else queries.content_of(summary)
    table = papers.sheet_table(content, sheet)
    if kind == "csv":
        return downloads.attachment(to_csv(table), f"{name}.csv", downloads.CSV)
    if kind == "xlsx":
        readable = {
            str(each.row.meeting_site.id) for each in queries.chain_of(summary, actor).sites
        }
        people = papers.delegates_table(content, sheet, readable)
        guests = [papers.guests_table(content, sheet)] if content.get("guests") else []
        made = to_workbook(neighbour(Workers), [table, people, *guests], made_at=runtime().clock())
        return downloads.attachment(made, f"{name}.xlsx", downloads.XLSX)
    return downloads.attachment(_paper(summary), f"{name}.pdf", downloads.PDF)


def _paper(summary: queries.AttendanceSummary) -> bytes:
    """Return the paper: the signed one, the printed one, else one printed now."""
    sheet = summary.sheet
    if sheet is not None and (sheet.signed_sha256 or sheet.pdf_sha256):
        return neighbour(Storage).read(sheet.signed_sha256 or sheet.pdf_sha256)
    content = sheet.content if sheet else queries.content_of(summary)
    return printed(summary.meeting, content, sheet)
