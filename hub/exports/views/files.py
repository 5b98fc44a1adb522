"""The files that somebody had made: how far they are, taking them, giving them up."""

from typing import Any, Final

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import ExportId
from hub.core.unit_of_work import Actor
from hub.exports import queries, rules, service
from hub.exports.errors import ExportNotThere
from hub.exports.models import Export, ExportState
from hub.exports.views import pages
from hub.gateways.storage import PassingFiles, StoredFileMissing
from hub.web.access import for_signed_in, runtime, settings
from hub.web.body import is_fragment
from hub.web.downloads import attachment
from hub.web.problems import is_program

PIECE: Final = 1 << 20


@pages.get("/exports")
@for_signed_in
def index(actor: Actor) -> ResponseReturnValue:
    """List the files of the actor, newest first."""
    with runtime().read() as session:
        found = queries.all_own(session, actor.person_id)
    return render_template("exports/index.html", files=[_context(each) for each in found])


@pages.get("/exports/<uuid:export_id>")
@for_signed_in
def show(actor: Actor, export_id: ExportId) -> ResponseReturnValue:
    """Show how far a file is, or let it be taken; to a script as JSON."""
    export = _own(actor, export_id)
    context = _context(export)
    if is_program():
        return _facts(export, context["state"])
    if not is_fragment():
        return render_template("exports/show.html", **context)
    if context["state"] is not ExportState.MAKING:  # the whole page knows what can be done now
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render_template("exports/_making.html", **context)


@pages.get("/exports/<uuid:export_id>/file")
@for_signed_in
def file(actor: Actor, export_id: ExportId) -> ResponseReturnValue:
    """Hand a file out to who had it made. Raises ExportNotThere."""
    export = _own(actor, export_id)
    if export.state is not ExportState.READY:
        raise ExportNotThere
    try:
        content = PassingFiles(settings().exports_dir).open(export.id)
    except StoredFileMissing:  # after a restored backup, which has none of them
        raise ExportNotThere from None
    response = attachment(iter(lambda: content.read(PIECE), b""), export.title, export.media_type)
    response.content_length = export.size
    response.call_on_close(content.close)
    return response


@pages.post("/exports/<uuid:export_id>/background")
@for_signed_in
def put_in_background(actor: Actor, export_id: ExportId) -> ResponseReturnValue:
    """Go on without the page, and tell by a notice."""
    with runtime().unit_of_work(actor) as uow:
        service.put_in_background(uow, export_id)
    return _back_to(export_id)


@pages.post("/exports/<uuid:export_id>/seen")
@for_signed_in
def seen(actor: Actor, export_id: ExportId) -> ResponseReturnValue:
    """Note that the page has shown how it ended."""
    with runtime().unit_of_work(actor) as uow:
        service.note_seen(uow, export_id)
    return _back_to(export_id)


@pages.post("/exports/<uuid:export_id>/discard")
@for_signed_in
def discard(actor: Actor, export_id: ExportId) -> ResponseReturnValue:
    """Stop the making of a file, or delete the file."""
    with runtime().unit_of_work(actor) as uow:
        service.discard(uow, export_id)
    PassingFiles(settings().exports_dir).drop(export_id)
    return ("", 204) if is_program() else redirect(url_for(".index"), 303)


def _back_to(export_id: ExportId) -> ResponseReturnValue:
    return ("", 204) if is_program() else redirect(url_for(".show", export_id=export_id), 303)


def _own(actor: Actor, export_id: ExportId) -> Export:
    with runtime().read() as session:
        return queries.own(session, actor.person_id, export_id)


def _context(export: Export) -> dict[str, Any]:
    return {
        "export": export,
        "state": rules.state_of(export, runtime().clock()),
        "kept_until": rules.kept_until(export, settings().export_hours),
        "ExportState": ExportState,
    }


def _facts(export: Export, state: ExportState) -> dict[str, Any]:
    return {
        "title": export.title,
        "state": state.value,
        "done": export.done,
        "total": export.total,
        "current": export.current,
        "problem": export.problem,
        "again": export.path,
    }
