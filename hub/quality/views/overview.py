"""Line quality over a period."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.quality import papers, queries, rules
from hub.quality.forms import PeriodForm
from hub.quality.views import pages
from hub.web import downloads
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.paging import page_of
from hub.web.periods import Asked, asked_period


@pages.get("/reports/quality")
@for_signed_in
def overview(actor: Actor) -> ResponseReturnValue:
    """Show line quality per commune and per meeting; also as PDF, XLSX, CSV."""
    asked = asked_period(PeriodForm)
    with runtime().read() as session:
        found = queries.overview(session, actor, *asked.moments)
    if asked.wants_file:
        return _as_file(actor, found, asked)
    page = render_template(
        "quality/overview.html",
        overview=found,
        by=asked.form.by,
        page=page_of(found.units if asked.form.by == "units" else found.meetings),
        **asked.context,
        grades=papers.GRADES,
        grade_word=rules.grade_word,
        causes=rules.causes_in_words,
        lacking=rules.being_summed_in_words(found.being_summed),
    )
    return page, asked.status


def _as_file(
    actor: Actor, found: queries.Overview, asked: Asked[PeriodForm]
) -> ResponseReturnValue:
    now = runtime().clock()
    wanted = papers.overview_table(found, asked.form.by)

    def pdf() -> bytes:
        with runtime().read() as session:
            head = directory.letterhead(session, actor.unit_id, wall_date(now))
        notes = [*filter(None, [rules.being_summed_in_words(found.being_summed)])]
        html = papers.period_paper(
            wanted, asked.moments, head, now, notes=notes, by_name=actor.name
        )
        return print_paper(neighbour(Workers), html)

    return downloads.in_format(
        asked.form.format,
        _("Line quality report"),
        csv=lambda: to_csv(wanted),
        xlsx=lambda: to_workbook(
            neighbour(Workers),
            [papers.overview_table(found, by) for by in ("units", "meetings")],
            made_at=now,
        ),
        pdf=pdf,
    )
