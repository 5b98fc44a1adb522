"""Search over everything the actor may see."""

from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.archive import queries
from hub.archive.models import Kind
from hub.archive.queries import Found
from hub.archive.views.blueprint import pages
from hub.archive.views.dossiers import asked_year
from hub.core.unit_of_work import Actor
from hub.web.access import for_signed_in, runtime
from hub.web.body import is_fragment
from hub.web.paging import Page, asked_page, offset_of
from hub.web.security import limited

PER_PAGE: Final = 20
LONGEST_QUERY: Final = 200


@pages.get("/search")
@for_signed_in
@limited("120 per minute")
def search(actor: Actor) -> ResponseReturnValue:
    """Find meetings, documents, minutes and dossiers; marks may be left out, đ is d."""
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    kind, year, number = _asked_kind(), asked_year(), asked_page()
    with runtime().read() as session:
        result = queries.search(
            session,
            actor,
            query,
            runtime().clock(),
            kind=kind,
            year=year,
            offset=offset_of(number, PER_PAGE),
            most=PER_PAGE,
        )
    return render_template(
        "archive/_results.html" if is_fragment() else "archive/search.html",
        query=query,
        result=result,
        kind=kind,
        year=year,
        Kind=Kind,
        page=Page(result.rows, number, result.total, PER_PAGE),
        address=address_of,
    )


def address_of(found: Found) -> str:
    """Return the page of a result."""
    if found.kind is Kind.DOCUMENT:
        return url_for("documents.show", document_id=found.thing_id)
    endpoint = {
        Kind.MEETING: "meetings.show",
        Kind.MINUTES: "minutes.of_meeting",
        Kind.DOSSIER: "archive.dossier",
    }[found.kind]
    return url_for(endpoint, meeting_id=found.meeting_id)


def _asked_kind() -> Kind | None:
    asked = request.args.get("kind", "")
    return Kind(asked) if asked in list(Kind) else None
