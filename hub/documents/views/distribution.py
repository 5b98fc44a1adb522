"""Issuing, recalling, receipts, reminders, downloads."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import NotAllowed
from hub.core.ids import DocumentId, VersionId
from hub.core.text import gettext as _
from hub.core.text import ngettext
from hub.core.unit_of_work import Actor
from hub.documents import queries, rules, service
from hub.documents.errors import NoSuchDocument, NotYetReadable
from hub.documents.forms.papers import RecallForm
from hub.documents.views import pages
from hub.gateways.storage import Storage
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.body import is_fragment, submitted
from hub.web.downloads import attachment
from hub.web.live import as_uuid
from hub.web.toast import say


@pages.post("/documents/<uuid:document_id>/issue")
@for_signed_in
def issue(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Give a document to every invited unit."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_issue(uow.session, actor, document_id)
        readers = service.issue(uow, document)
    say(
        ngettext(
            "The document was issued to %(num)s reader.",
            "The document was issued to %(num)s readers.",
            readers,
        )
    )
    return redirect(url_for("documents.receipts", document_id=document_id), 303)


@pages.post("/documents/<uuid:document_id>/recall")
@for_signed_in
def recall(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Take an issued document back."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_issue(uow.session, actor, document_id)
        service.recall(uow, document, reason=submitted(RecallForm).reason)
    say(_("The document was recalled; its readers were told."), "warn")
    return redirect(url_for("documents.receipts", document_id=document_id), 303)


@pages.get("/documents/<uuid:document_id>/receipts")
@for_signed_in
def receipts(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Show who got the document, opened it, acknowledged it, and who is missing."""
    with runtime().read() as session:
        document = queries.get_to_see(session, actor, document_id)
        meeting = document.meeting
        if not rules.may_prepare(actor, meeting) and not actor.has(*rules.READING_ALL):
            raise NotAllowed
        found = queries.receipts_of(session, document_id)
        units = queries.units_of(found)
        template = "documents/_receipts.html" if is_fragment() else "documents/receipts.html"
        return render_template(
            template,
            document=document,
            meeting=meeting,
            units=units,
            counts=rules.count(found),
            Step=rules.Step,
            step_of=rules.step_of,
            without=queries.without_reader(session, document) if found else [],
            may_issue=rules.may_issue(actor, meeting),
            chaseable=any(rules.can_chase(each.receipts, runtime().clock()) for each in units),
        )


@pages.post("/documents/<uuid:document_id>/chase")
@for_signed_in
def chase(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Remind the units that have not acknowledged."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_issue(uow.session, actor, document_id)
        count = service.chase(uow, document)
    say(ngettext("%(num)s unit was reminded.", "%(num)s units were reminded.", count))
    return redirect(url_for("documents.receipts", document_id=document_id), 303)


@pages.post("/documents/<uuid:document_id>/acknowledge")
@for_signed_in
def acknowledge(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Note that the actor has received the document."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_see(uow.session, actor, document_id)
        service.acknowledge(uow, document)
    say(_("Thank you. Your receipt was noted."))
    return redirect(url_for("documents.show", document_id=document_id), 303)


@pages.post("/documents/<uuid:document_id>/download")
@for_signed_in
def download(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Note that the actor takes a copy, and give it. A POST, since a GET notes nothing."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_read(uow.session, actor, document_id)
        if not document.may_download and not rules.may_prepare(actor, document.meeting):
            raise NotYetReadable
        asked = request.args.get("version", "")
        version = (
            queries.version_of(document, VersionId(as_uuid(asked)))
            if asked
            else queries.latest(document)
        )
        if version is None:
            raise NoSuchDocument
        service.note_downloaded(uow, document)
        sha256, name, kind = version.sha256, version.filename, version.media_type
    return _file(sha256, name, kind)


def _file(sha256: str, name: str, kind: str) -> Response:
    return attachment(neighbour(Storage).read(sha256), name, kind)
