"""Lines over months: the trend, the ranking, the list for investment."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import Sheet, to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.quality import papers, queries, rules
from hub.quality.forms import InvestmentForm, PeriodForm, TrendForm
from hub.quality.views import pages
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.paging import page_of
from hub.web.periods import Asked, asked_period, twelve_months


@pages.get("/reports/quality/trend")
@for_signed_in
def trend(actor: Actor) -> ResponseReturnValue:
    """Show lines month by month, of one commune or of all; also as PDF, XLSX, CSV."""
    asked = asked_period(TrendForm, twelve_months)
    with runtime().read() as session:
        found = queries.trend(session, actor, *asked.moments, asked.form.unit)
    if asked.wants_file:
        notes = [_(papers.FORMULA)]
        if found.unit:
            notes = [found.unit.name, *notes]
        return _as_file(actor, asked, papers.trend_table(found), notes, found.months)
    return _page("quality/trend.html", actor, asked, trend=found, month_word=papers.month_word)


@pages.get("/reports/quality/ranking")
@for_signed_in
def ranking(actor: Actor) -> ResponseReturnValue:
    """Show communes by the score of their lines; also as PDF, XLSX, CSV."""
    asked = asked_period(PeriodForm, twelve_months)
    with runtime().read() as session:
        found = queries.ranking(session, actor, *asked.moments)
    if asked.wants_file:
        return _as_file(actor, asked, papers.ranking_table(found), [_(papers.FORMULA)])
    return _page("quality/ranking.html", actor, asked, ranking=found, page=page_of(found))


@pages.get("/reports/quality/investment")
@for_signed_in
def investment(actor: Actor) -> ResponseReturnValue:
    """Show communes whose lines need money, why, and what would help; also as files."""
    asked = asked_period(InvestmentForm, twelve_months)
    need = rules.Need(asked.form.weak, asked.form.of)
    with runtime().read() as session:
        found = queries.investment(session, actor, *asked.moments, need)
    if asked.wants_file:
        notes = [papers.need_in_words(need), _(papers.FORMULA)]
        return _as_file(actor, asked, papers.investment_table(found, need), notes)
    return _page(
        "quality/investment.html",
        actor,
        asked,
        found=found,
        page=page_of(found),
        need=need,
        need_words=papers.need_in_words(need),
        remedies=rules.remedies_in_words,
    )


def _page(template: str, actor: Actor, asked: Asked[Any], **context: Any) -> ResponseReturnValue:
    page = render_template(
        template,
        asked=asked,
        **asked.context,
        causes=rules.causes_in_words,
        grade_word=rules.grade_word,
        formula=_(papers.FORMULA),
        lacking=_lacking(actor, asked),
        **context,
    )
    return page, asked.status


def _lacking(actor: Actor, asked: Asked[Any]) -> str:
    """Return in words which meetings of the period are not counted yet."""
    with runtime().read() as session:
        titles = queries.being_summed(session, actor, *asked.moments)
    return rules.being_summed_in_words(titles)


def _as_file(
    actor: Actor,
    asked: Asked[Any],
    table: Sheet,
    notes: Sequence[str],
    months: Sequence[queries.MonthLines] = (),
) -> ResponseReturnValue:
    now = runtime().clock()

    def pdf() -> bytes:
        with runtime().read() as session:
            head = directory.letterhead(session, actor.unit_id, wall_date(now))
        said = [*notes, *filter(None, [_lacking(actor, asked)])]
        html = papers.period_paper(
            table, asked.moments, head, now, months=months, notes=said, by_name=actor.name
        )
        return print_paper(neighbour(Workers), html)

    return downloads.in_format(
        asked.form.format,
        table.title,
        csv=lambda: to_csv(table),
        xlsx=lambda: to_workbook(neighbour(Workers), [table], made_at=now),
        pdf=pdf,
    )
