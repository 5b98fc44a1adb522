"""Attendance over a period, over a year, of one commune."""

import time
from datetime import date
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.attendance import papers, queries, rules
from hub.attendance.forms import PeriodForm, YearForm
from hub.attendance.views import pages
from hub.attendance.views.files import as_file
from hub.core.clock import midnight, wall_date
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.ids import UnitId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings.models import MeetingType
from hub.web.access import for_signed_in, runtime, settings
from hub.web.paging import page_of
from hub.web.periods import asked_period

#: How long others have a turn between two portions of a long report.
TURN_S = 0.01
GROUPS = ("units", "meetings", "months")


@pages.get("/reports/attendance")
@for_signed_in
def reports(actor: Actor) -> ResponseReturnValue:
    """Show attendance per commune, per meeting, per month; also as PDF, XLSX, CSV."""
    asked = asked_period(PeriodForm)
    wanted = asked.form
    with runtime().read() as session:
        report = queries.report(
            session,
            actor,
            *asked.moments,
            now=runtime().clock(),
            limits=limits(),
            kind=wanted.type,
            between=give_turn,
        )
    if asked.wants_file:
        groups = [wanted.by, *(each for each in GROUPS if each != wanted.by)]
        tables = [papers.report_sheet(report, by) for by in groups]
        return as_file(actor, wanted.format, _("Attendance report"), tables, on_paper=tables[:1])
    page = render_template(
        "attendance/reports.html",
        report=report,
        by=wanted.by,
        type=wanted.type,
        types=list(MeetingType),
        page=page_of(list(getattr(report, wanted.by))),
        **asked.context,
    )
    return page, asked.status


@pages.get("/reports/attendance/units/<uuid:unit_id>")
@for_signed_in
def unit_report(actor: Actor, unit_id: UUID) -> ResponseReturnValue:
    """Show one commune over a period with its meetings; also as PDF, XLSX, CSV."""
    asked = asked_period(PeriodForm)
    with runtime().read() as session:
        report = queries.unit_report(
            session,
            actor,
            UnitId(unit_id),
            *asked.moments,
            now=runtime().clock(),
            limits=limits(),
        )
    if asked.wants_file:
        name = _("Attendance of %(site)s", site=report.unit.short_name)
        return as_file(actor, asked.form.format, name, [papers.unit_table(report)])
    page = render_template(
        "attendance/unit.html",
        report=report,
        page=page_of(report.rows),
        word=rules.word,
        stays=papers.stays_in_words,
        **asked.context,
    )
    return page, asked.status


@pages.get("/reports/attendance/year")
@for_signed_in
def year_report(actor: Actor) -> ResponseReturnValue:
    """Show all communes against all meetings of a year, ranked; also as PDF, XLSX, CSV."""
    this_year = wall_date(runtime().clock()).year
    mistakes: dict[str, str] = {}
    typed = request.args.to_dict()
    try:
        wanted = read(YearForm, typed)
    except InvalidInput as error:
        wanted, mistakes = YearForm(), dict(error.fields)
    year = wanted.year or this_year
    with runtime().read() as session:
        report = queries.year_report(
            session,
            actor,
            midnight(date(year, 1, 1)),
            midnight(date(year + 1, 1, 1)),
            now=runtime().clock(),
            limits=limits(),
            kind=wanted.type,
            between=give_turn,
        )
    if wanted.format != "html" and not mistakes:
        name = _("Attendance of the year %(year)s", year=year)
        ranking = papers.ranking_table(report)
        whole = papers.matrix_tables(report, across=max(1, len(report.meetings)))
        printed = [ranking, *papers.matrix_tables(report)]
        return as_file(actor, wanted.format, name, [ranking, *whole], on_paper=printed)
    page = render_template(
        "attendance/year.html",
        report=report,
        year=year,
        years=range(this_year, this_year - 6, -1),
        page=page_of(report.named(wanted.q)),
        wanted=wanted,
        types=list(MeetingType),
        word=rules.word,
        typed=typed,
        mistakes=mistakes,
    )
    return page, 400 if mistakes else 200


def give_turn() -> None:
    """Let others have their turn."""
    time.sleep(TURN_S)


def limits() -> rules.Limits:
    """Return the limits of the installation."""
    return rules.limits_of(settings())
