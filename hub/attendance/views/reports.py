"""Attendance over a period."""

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.attendance import papers, queries, rules
from hub.attendance.forms import PeriodForm
from hub.attendance.views import pages
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
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime, settings

A_DAY = timedelta(days=1)


@pages.get("/reports/attendance")
@for_signed_in
def reports(actor: Actor) -> ResponseReturnValue:
    """Show attendance per commune, per meeting, per month; also as PDF, XLSX, CSV."""
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
    report = _report(actor, start, end)
    if wanted.format != "html" and not mistakes:
        return _as_file(actor, report, wanted)
    page = render_template(
        "attendance/reports.html",
        report=report,
        by=wanted.by,
        start=start,
        end=end,
        periods=usual_periods(today),
        typed=typed,
        mistakes=mistakes,
    )
    return page, 400 if mistakes else 200


def _report(actor: Actor, start: date, end: date) -> queries.Report:
    now = runtime().clock()
    limits = rules.limits_of(settings())
    with runtime().read() as session:
        return queries.report(
            session, actor, midnight(start), midnight(end + A_DAY), now=now, limits=limits
        )


def _as_file(actor: Actor, report: queries.Report, wanted: PeriodForm) -> ResponseReturnValue:
    name = _("Attendance report")
    now = runtime().clock()
    if wanted.format == "csv":
        content = to_csv(papers.report_sheet(report, wanted.by))
        return downloads.attachment(content, f"{name}.csv", downloads.CSV)
    if wanted.format == "xlsx":
        sheets = [papers.report_sheet(report, by) for by in ("units", "meetings", "months")]
        return downloads.attachment(to_xlsx(sheets, made_at=now), f"{name}.xlsx", downloads.XLSX)
    with runtime().read() as session:
        head = directory.letterhead(session, actor.unit_id, wall_date(now))
    html = papers.report_paper(report, wanted.by, head, now)
    pdf = neighbour(Workers).run(to_pdf, html)
    return downloads.attachment(pdf, f"{name}.pdf", downloads.PDF)
