"""The lines of a meeting afterwards."""

from datetime import datetime
from typing import Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.forms import read
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.quality import papers, queries, rules
from hub.quality.errors import LinesNotSummed
from hub.quality.forms import FormatForm
from hub.quality.views import pages
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.paging import Page, asked_page

#: What the address says of the page of a long list.
OF_THE_LIST: Final = frozenset({"page", "q"})


@pages.get("/meetings/<uuid:meeting_id>/quality/report")
@for_signed_in
def report(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show every line's course and minutes per grade; also as PDF, XLSX, CSV."""
    asked = {name: value for name, value in request.args.items() if name not in OF_THE_LIST}
    wanted = read(FormatForm, asked)
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, MeetingId(meeting_id)).meeting
        if wanted.format != "html":
            kept = queries.report_to_keep(session, meeting, now)
            if kept is None:
                raise LinesNotSummed
            found = kept
            scales = queries.scales_within(session, settings(), found.start, found.end)
            return _as_file(wanted.format, found, rules.scales_in_words(scales), actor)
        words = request.args.get("q", "")[:100]
        part = queries.report_page(session, meeting, words, asked_page(), now)
        found = part.report if part else queries.report(session, meeting, now)
        shown = [each.meeting_site.id for each in found.sites] if part else None
        doubts = queries.disagreements_of(session, meeting.id, shown)
        scales = queries.scales_within(session, settings(), found.start, found.end)
    return render_template(
        "quality/report.html",
        meeting=meeting,
        report=found,
        part=part,
        page=Page(found.sites, part.number, part.found, queries.LINES) if part else None,
        grades=papers.GRADES,
        strip=strip_of,
        grade_word=rules.grade_word,
        mark_word=rules.mark_word,
        causes=rules.causes_in_words,
        doubts={site: rules.disagreements_in_words(each) for site, each in doubts.items()},
        scales=rules.scales_in_words(scales),
    )


def strip_of(row: queries.SiteReport, start: datetime, end: datetime) -> list[tuple[str, int]]:
    """Return a line's course as (grade, seconds) cells from `start` to `end`."""
    cells: list[tuple[str, int]] = []
    reached = start
    for each in row.course.segments if row.course else ():
        gap = round((each.start - reached).total_seconds())
        if gap > 0:
            cells.append(("none", gap))
        cells.append((each.grade.value, round(each.seconds)))
        reached = each.end
    rest = round((end - reached).total_seconds())
    return [*cells, ("none", rest)] if rest > 0 else cells


def _as_file(
    kind: str, found: queries.QualityReport, scales: str, actor: Actor
) -> ResponseReturnValue:
    now = runtime().clock()
    name = _("Line quality %(code)s", code=found.meeting.code)
    if kind == "csv":
        content = to_csv(papers.report_table(found))
        return downloads.attachment(content, f"{name}.csv", downloads.CSV)
    if kind == "xlsx":
        content = to_workbook(neighbour(Workers), [papers.report_table(found)], made_at=now)
        return downloads.attachment(content, f"{name}.xlsx", downloads.XLSX)
    with runtime().read() as session:
        head = directory.letterhead(session, found.meeting.host_unit_id, wall_date(now))
    pdf = print_paper(
        neighbour(Workers), papers.report_paper(found, head, now, scales, by_name=actor.name)
    )
    return downloads.attachment(pdf, f"{name}.pdf", downloads.PDF)
