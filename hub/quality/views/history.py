"""Lines over months: the trend, the ranking, the list for investment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.clock import midnight, wall_date
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.periods import period, usual_periods
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import to_pdf
from hub.gateways.spreadsheets import Sheet, to_csv, to_xlsx
from hub.gateways.workers import Workers
from hub.quality import papers, queries, rules
from hub.quality.forms import InvestmentForm, PeriodForm, TrendForm
from hub.quality.views import pages
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime

A_DAY: Final = timedelta(days=1)
F = TypeVar("F", bound=PeriodForm)


@dataclass(frozen=True)
class Asked(Generic[F]):
    """What was asked for: the form, its period, and what was wrong with it."""

    form: F
    first: date
    last: date
    typed: dict[str, str]
    mistakes: dict[str, str]

    @property
    def start(self) -> datetime:
        """The moment the period begins."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The moment after its last day."""
        return midnight(self.last + A_DAY)


@pages.get("/reports/quality/trend")
@for_signed_in
def trend(actor: Actor) -> ResponseReturnValue:
    """Show lines month by month, of one commune or of all; also as PDF, XLSX, CSV."""
    asked = _asked(TrendForm)
    with runtime().read() as session:
        found = queries.trend(session, actor, asked.start, asked.end, asked.form.unit)
    if _is_file(asked):
        notes = [_(papers.FORMULA)]
        if found.unit:
            notes = [found.unit.name, *notes]
        return _as_file(actor, asked, papers.trend_table(found), notes, found.months)
    return _page("quality/trend.html", actor, asked, trend=found, month_word=papers.month_word)


@pages.get("/reports/quality/ranking")
@for_signed_in
def ranking(actor: Actor) -> ResponseReturnValue:
    """Show communes by the score of their lines; also as PDF, XLSX, CSV."""
    asked = _asked(PeriodForm)
    with runtime().read() as session:
        found = queries.ranking(session, actor, asked.start, asked.end)
    if _is_file(asked):
        return _as_file(actor, asked, papers.ranking_table(found), [_(papers.FORMULA)])
    return _page("quality/ranking.html", actor, asked, ranking=found)


@pages.get("/reports/quality/investment")
@for_signed_in
def investment(actor: Actor) -> ResponseReturnValue:
    """Show communes whose lines need money, why, and what would help; also as files."""
    asked = _asked(InvestmentForm)
    need = rules.Need(asked.form.weak, asked.form.of)
    with runtime().read() as session:
        found = queries.investment(session, actor, asked.start, asked.end, need)
    if _is_file(asked):
        notes = [papers.need_in_words(need), _(papers.FORMULA)]
        return _as_file(actor, asked, papers.investment_table(found, need), notes)
    return _page(
        "quality/investment.html",
        actor,
        asked,
        found=found,
        need=need,
        need_words=papers.need_in_words(need),
        remedies=rules.remedies_in_words,
    )


def _asked(form: type[F]) -> Asked[F]:
    """Return what was asked for; a year back from today when no period was."""
    today = wall_date(runtime().clock())
    typed = request.args.to_dict()
    mistakes: dict[str, str] = {}
    wanted = form()
    try:
        wanted = read(form, typed)
        first, last = period(wanted.start or _a_year_before(wanted.end or today), wanted.end, today)
    except InvalidInput as error:
        mistakes = dict(error.fields)
        wanted = form()
        first, last = period(_a_year_before(today), None, today)
    return Asked(wanted, first, last, typed, mistakes)


def _a_year_before(day: date) -> date:
    """Return the first day of the month eleven months before: twelve months with this one."""
    months = day.year * 12 + day.month - 1 - 11
    return date(months // 12, months % 12 + 1, 1)


def _is_file(asked: Asked[Any]) -> bool:
    return asked.form.format != "html" and not asked.mistakes


def _page(template: str, actor: Actor, asked: Asked[Any], **context: Any) -> ResponseReturnValue:
    today = wall_date(runtime().clock())
    page = render_template(
        template,
        asked=asked,
        start=asked.first,
        end=asked.last,
        periods=((N_("Twelve months"), _a_year_before(today), today), *usual_periods(today)),
        typed=asked.typed,
        mistakes=asked.mistakes,
        causes=rules.causes_in_words,
        grade_word=rules.grade_word,
        formula=_(papers.FORMULA),
        lacking=_lacking(actor, asked),
        **context,
    )
    return page, 400 if asked.mistakes else 200


def _lacking(actor: Actor, asked: Asked[Any]) -> str:
    """Return in words which meetings of the period are not counted yet."""
    with runtime().read() as session:
        titles = queries.being_summed(session, actor, asked.start, asked.end)
    return rules.being_summed_in_words(titles)


def _as_file(
    actor: Actor,
    asked: Asked[Any],
    table: Sheet,
    notes: Sequence[str],
    months: Sequence[queries.MonthLines] = (),
) -> ResponseReturnValue:
    now = runtime().clock()
    if asked.form.format == "csv":
        return downloads.attachment(to_csv(table), f"{table.title}.csv", downloads.CSV)
    if asked.form.format == "xlsx":
        content = to_xlsx([table], made_at=now)
        return downloads.attachment(content, f"{table.title}.xlsx", downloads.XLSX)
    with runtime().read() as session:
        head = directory.letterhead(session, actor.unit_id, wall_date(now))
    lacking = _lacking(actor, asked)
    notes = [*notes, lacking] if lacking else notes
    html = papers.history_paper(
        table, head, now, start=asked.start, end=asked.end, months=months, notes=notes
    )
    pdf = neighbour(Workers).run(to_pdf, html)
    return downloads.attachment(pdf, f"{table.title}.pdf", downloads.PDF)
