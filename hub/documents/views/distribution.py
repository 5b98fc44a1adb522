"""Issuing, recalling, receipts, reminders, downloads."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import NotAllowed
from hub.core.ids import DocumentId, VersionId
from hub.core.text import gettext as _
from hub.core.text import ngettext
from hub.core.unit_of_work import Actor
from hub.documents import queries, rules, service
from hub.documents.errors import NotYetReadable
from hub.documents.forms.papers import RecallForm, ReopenForm, ReplacementForm
from hub.documents.models import Document, DocumentState, DocumentVersion
from hub.documents.views import pages
from hub.gateways.storage import Storage
from hub.web.access import for_participants, for_signed_in, neighbour, runtime, settings
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


@pages.post("/documents/<uuid:document_id>/reopen")
@for_signed_in
def reopen(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Take a signed document back to be corrected, before it is issued."""
    reason = submitted(ReopenForm).reason
    with runtime().unit_of_work(actor) as uow:
        service.reopen(uow, queries.get_to_see(uow.session, actor, document_id), reason=reason)
    say(_("The document is a draft again. Its signed version stays on record."), "warn")
    return redirect(url_for("documents.show", document_id=document_id), 303)


@pages.get("/documents/<uuid:document_id>/receipts")
@for_signed_in
def receipts(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Show who got the document, opened it, acknowledged it, and who is missing."""
    with runtime().read() as session:
        document = queries.get_to_see(session, actor, document_id)
        meeting = document.meeting
        if not rules.may_watch_receipts(actor, meeting):
            raise NotAllowed
        sent = queries.versions_sent(session, document_id)
        version = _version_asked(sent)
        found = queries.receipts_of_version(session, version.id) if version else []
        units = queries.units_of(found)
        is_newest = version is None or version.id == sent[0].id
        may_issue = rules.may_issue(actor, meeting)
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
            may_issue=may_issue,
            chaseable=any(rules.can_chase(each.receipts, runtime().clock()) for each in units),
            versions=sent,
            version=version,
            is_newest=is_newest,
            due=rules.acknowledgement_due(
                document, meeting, found, settings().holidays, settings().working_day_ends
            ),
            day_ends=settings().working_day_ends,
            now=runtime().clock(),
            replaces=queries.find(session, document.replaces_id),
            replacements=queries.replacements_of(session, document_id),
            candidates=_candidates(session, actor, document) if may_issue else [],
            certificates=queries.certificates_of(session, document_id),
        )


@pages.post("/documents/<uuid:document_id>/replacement")
@for_signed_in
def replace(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Say which document will take the place of an issued one."""
    form = submitted(ReplacementForm)
    with runtime().unit_of_work(actor) as uow:
        old = queries.get_to_issue(uow.session, actor, document_id)
        new = queries.get_to_issue(uow.session, actor, form.by) if form.by else None
        service.choose_replacement(uow, old, new)
    if form.by:
        say(_("When the chosen document is issued, this one is recalled and points to it."))
    else:
        say(_("No document takes the place of this one any more."))
    return redirect(url_for("documents.receipts", document_id=document_id), 303)


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
@for_participants
def download(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Note that the actor takes a copy, and give it. A POST, since a GET notes nothing."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_read(uow.session, actor, document_id, uow.now)
        if not document.may_download and not rules.may_prepare(actor, document.meeting):
            raise NotYetReadable
        asked = request.args.get("version", "")
        version = queries.latest(document)
        if asked:
            version = queries.version_of(document, VersionId(as_uuid(asked)))
        version = queries.version_to_read(actor, document, version.number)
        service.note_downloaded(uow, document)
        sha256, name, kind = version.sha256, version.filename, version.media_type
    return _file(sha256, name, kind)


def _version_asked(sent: list[DocumentVersion]) -> DocumentVersion | None:
    """Return the version whose receipts are wanted: the one sent last unless asked otherwise."""
    wanted = request.args.get("version", type=int)
    return next((each for each in sent if each.number == wanted), sent[0] if sent else None)


def _candidates(session: Any, actor: Actor, document: Document) -> list[Document]:
    """Return what could take the place of an issued document."""
    if document.state is not DocumentState.ISSUED:
        return []
    found = queries.of_meeting(session, actor, document.meeting_id)
    return [each for each in found if rules.can_take_the_place_of(each, document)]


def _file(sha256: str, name: str, kind: str) -> Response:
    return attachment(neighbour(Storage).read(sha256), name, kind)
