"""Reports as files: CSV, XLSX, and PDF laid out by Decree 30."""

from collections.abc import Sequence

from flask import Response

from hub.attendance import papers
from hub.core.clock import wall_date
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import Sheet, to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.web import downloads
from hub.web.access import neighbour, runtime


def as_file(
    actor: Actor,
    kind: str,
    name: str,
    tables: Sequence[Sheet],
    *,
    on_paper: Sequence[Sheet] | None = None,
) -> Response:
    """Return tables to keep: the first as CSV, all as XLSX, all (or `on_paper`) as PDF."""
    now = runtime().clock()

    def pdf() -> bytes:
        with runtime().read() as session:
            head = directory.letterhead(session, actor.unit_id, wall_date(now))
        html = papers.tables_paper(on_paper or tables, head, actor.name, now)
        return print_paper(neighbour(Workers), html)

    return downloads.in_format(
        kind,
        name,
        csv=lambda: to_csv(tables[0]),
        xlsx=lambda: to_workbook(neighbour(Workers), tables, made_at=now),
        pdf=pdf,
    )
