"""Line quality over a period."""

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.clock import midnight, wall_date
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.periods import period, usual_periods
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import to_pdf
from hub.gateways.spreadsheets import to_csv, to_xlsx
from hub.gateways.workers import Workers
from hub.quality import papers, queries, rules
from hub.quality.forms import PeriodForm
from hub.quality.views import pages
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime

A_DAY = timedelta(days=1)


@pages.get("/reports/quality")
@for_signed_in
def overview(actor: Actor) -> ResponseReturnValue:
    """Show line quality per commune and per meeting; also as PDF, XLSX, CSV."""
    today = wall_date(runtime().clock())
    typed = request.args.to_dict()
    mistakes: dict[str, str] = {}
    wanted = PeriodForm()
    try:
        wanted = read(PeriodForm, typed)
        start, end = period(wanted.start, wanted.end, today)
    except InvalidInput as error:
        mistakes = dict(error.fields)
        start, end = period(None, None, today)
    found = _overview(actor, start, end)
    if wanted.format != "html" and not mistakes:
        return _as_file(actor, found, wanted)
    page = render_template(
        "quality/overview.html",
        overview=found,
        by=wanted.by,
        start=start,
        end=end,
        periods=usual_periods(today),
        typed=typed,
        mistakes=mistakes,
        grades=papers.GRADES,
        grade_word=rules.grade_word,
        causes=rules.causes_in_words,
    )
    return page, 400 if mistakes else 200


def _overview(actor: Actor, start: date, end: date) -> queries.Overview:
    with runtime().read() as session:
        return queries.overview(session, actor, midnight(start), midnight(end + A_DAY))


def _as_file(actor: Actor, found: queries.Overview, wanted: PeriodForm) -> ResponseReturnValue:
    name = _("Line quality report")
    now = runtime().clock()
    if wanted.format == "csv":
        content = to_csv(papers.overview_table(found, wanted.by))
        return downloads.attachment(content, f"{name}.csv", downloads.CSV)
    if wanted.format == "xlsx":
        sheets = [papers.overview_table(found, by) for by in ("units", "meetings")]
        return downloads.attachment(to_xlsx(sheets, made_at=now), f"{name}.xlsx", downloads.XLSX)
    with runtime().read() as session:
        head = directory.letterhead(session, actor.unit_id, wall_date(now))
    html = papers.overview_paper(found, wanted.by, head, now)
    pdf = neighbour(Workers).run(to_pdf, html)
    return downloads.attachment(pdf, f"{name}.pdf", downloads.PDF)
