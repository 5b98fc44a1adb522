"""The list of dossiers, one dossier, taking a copy of it."""

from uuid import UUID

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from hub.archive import queries, rules, service
from hub.archive.models import Dossier
from hub.archive.queries import Listed
from hub.archive.views.blueprint import pages
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.gateways.storage import Storage
from hub.meetings.models import Meeting
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.downloads import HARMLESS
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of

FIRST_YEAR = 2015


@pages.get("/archive")
@for_signed_in
def index(actor: Actor) -> ResponseReturnValue:
    """List the sealed dossiers by words, year and class, and the meetings still to be sealed."""
    asked = Listed(
        query=request.args.get("q", "")[:200],
        year=asked_year(),
        retention=_asked_class(),
    )
    number = asked_page()
    with runtime().read() as session:
        rows, total = queries.listed(session, actor, asked, offset=offset_of(number))
        waiting = queries.to_seal(session, actor)
        ready = {meeting.id: queries.readiness(session, meeting) for meeting in waiting}
    return render_template(
        "archive/index.html",
        page=Page(rows, number, total, PER_PAGE),
        asked=asked,
        waiting=waiting,
        ready=ready,
        years=range(runtime().clock().year, FIRST_YEAR, -1),
        retention=rules.RETENTION,
        is_filtered=bool(asked.query or asked.year or asked.retention),
    )


@pages.get("/meetings/<uuid:meeting_id>/dossier")
@for_signed_in
def dossier(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the sealed dossier and what is in it; before that, what is still missing."""
    with runtime().read() as session:
        meeting = queries.get_meeting_to_keep(session, actor, MeetingId(meeting_id))
        sealed = queries.find_dossier(session, meeting.id)
        if sealed is None:
            keys = queries.seal_keys(session, meeting, runtime().clock())
            ready = queries.readiness(session, meeting)
    if sealed is None:
        return render_template(
            "archive/unsealed.html",
            meeting=meeting,
            ready=ready,
            keys=keys,
            **choices(actor, meeting),
        )
    return render_template(
        "archive/dossier.html",
        meeting=meeting,
        dossier=sealed,
        folders=folders_of(sealed),
        retention=rules.RETENTION[sealed.retention],
    )


def choices(actor: Actor, meeting: Meeting) -> dict[str, object]:
    """Return what the form of sealing offers."""
    return {
        "may_seal": rules.may_seal(actor, meeting),
        "retention": rules.RETENTION,
        "offered": rules.default_retention(meeting.type),
        "mistakes": {},
        "mistake": "",
        "typed": {},
    }


@pages.post("/meetings/<uuid:meeting_id>/dossier/take")
@for_signed_in
def take(actor: Actor, meeting_id: UUID) -> Response:
    """Hand out the archive; who took a copy is written down."""
    with runtime().unit_of_work(actor) as uow:
        found = queries.get_dossier(uow.session, actor, MeetingId(meeting_id))
        service.note_taken(uow, found)
        code, sha256 = found.code, found.package_sha256
    path = neighbour(Storage).path(sha256)
    answer = send_file(
        path.absolute(), mimetype="application/zip", as_attachment=True,
        download_name=f"{code}.zip", etag=False, conditional=False,
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = HARMLESS
    return answer


def folders_of(found: Dossier) -> list[tuple[str, list[dict[str, object]]]]:
    """Return the files by folder, in order; those beside the folders come under ""."""
    folders: dict[str, list[dict[str, object]]] = {}
    for entry in found.entries:
        folder, slash, name = str(entry["name"]).partition("/")
        short = {**entry, "short": name if slash else folder}
        folders.setdefault(folder if slash else "", []).append(short)
    return sorted(folders.items())


def asked_year() -> int | None:
    """Return the year asked for; nonsense is none."""
    text = request.args.get("year", "")
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else None  # noqa: PLR2004


def _asked_class() -> str:
    asked = request.args.get("retention", "")
    return asked if asked in rules.RETENTION else ""
