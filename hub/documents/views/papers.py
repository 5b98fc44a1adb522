"""Changing documents: what is said about them, their order, drafts, the letter of invitation."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import Conflict, InvalidInput
from hub.core.ids import DocumentId, MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents import papers, queries, rules, service
from hub.documents.forms.papers import DetailsForm
from hub.documents.models import AccessFrom, AccessUntil, DocumentState, DocumentType, VersionOrigin
from hub.documents.rules import Content, Details
from hub.documents.rules.signing import can_be_reopened, may_reopen
from hub.documents.views import pages
from hub.gateways.inspection import clean_filename
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import submitted, typed
from hub.web.toast import say, say_with_undo


@pages.get("/documents/<uuid:document_id>/edit")
@for_signed_in
def edit(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Show what is said about a document, to change it."""
    return _form(actor, document_id)


@pages.post("/documents/<uuid:document_id>/edit")
@for_signed_in
def save(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Change what is said about a document; a stale or wrong form comes back as it was typed."""
    try:
        form = submitted(DetailsForm)
        with runtime().unit_of_work(actor) as uow:
            document = queries.get_to_prepare(uow.session, actor, document_id)
            service.edit(uow, document, form.details(), read_version=form.version)
            meeting_id = document.meeting_id
    except InvalidInput as error:
        return _form(actor, document_id, mistakes=error.fields, mistake=error.sentence), 400
    except Conflict as error:
        return _form(actor, document_id, mistakes={}, mistake=error.sentence), 409
    say(_("The document was saved."))
    return redirect(url_for("documents.of_meeting", meeting_id=meeting_id), 303)


@pages.post("/documents/<uuid:document_id>/up")
@for_signed_in
def move_up(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Let a document stand before the one above it."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_prepare(uow.session, actor, document_id)
        service.move_up(uow, document)
        meeting_id = document.meeting_id
    return redirect(url_for("documents.of_meeting", meeting_id=meeting_id), 303)


@pages.post("/documents/<uuid:document_id>/delete")
@for_signed_in
def delete(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Remove a draft."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_prepare(uow.session, actor, document_id)
        meeting_id, title = document.meeting_id, document.title
        back = url_for("documents.of_meeting", meeting_id=meeting_id)
        removal = service.delete_draft(uow, document, back=back)
    say_with_undo(_("The draft “%(title)s” was removed.", title=title), removal)
    return redirect(url_for("documents.of_meeting", meeting_id=meeting_id), 303)


@pages.post("/meetings/<uuid:meeting_id>/invitation-letter")
@for_signed_in
def compose(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Make the letter of invitation (form 1.7) of a meeting as a draft document."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
        html = papers.invitation_letter(
            session, meeting, link=papers.link_of(settings().url, meeting_id)
        )
        title = papers.title_of_letter(meeting)
    content = _made(html, title)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, meeting_id)
        details = Details(DocumentType.INVITATION, title)
        service.add_document(uow, meeting, content, details, origin=VersionOrigin.MADE)
    say(_("The letter of invitation was made. Give it a number, then it can be signed."))
    return redirect(url_for("documents.of_meeting", meeting_id=meeting_id), 303)


@pages.post("/documents/<uuid:document_id>/number")
@for_signed_in
def number(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Give a document its number and date; a paper made here is made anew with them.

    Pressed again after an interruption, it finishes what is missing.
    """
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_prepare(uow.session, actor, document_id)
        service.assign_number(uow, document)
        meeting_id = document.meeting_id
        printed = f"{document.number}/{document.notation}"
    _print_number(actor, document_id)
    say(_("The document has the number %(number)s.", number=printed))
    return redirect(url_for("documents.of_meeting", meeting_id=meeting_id), 303)


def _print_number(actor: Actor, document_id: DocumentId) -> None:
    with runtime().read() as session:
        document = queries.get_to_prepare(session, actor, document_id)
        newest = queries.latest(document)
        printed = f"{document.number}/{document.notation}" in newest.text
        if newest.origin is not VersionOrigin.MADE or printed:
            return
        html = neighbour(papers.NumberedPapers).of(session, document)
        title = document.title
    if html is None:
        return
    content = _made(html, title)
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_prepare(uow.session, actor, document_id)
        if document.state is DocumentState.DRAFT:
            service.add_version(uow, document, content, origin=VersionOrigin.MADE)


def _made(html: str, title: str) -> Content:
    filename = clean_filename(f"{title}.pdf")
    return papers.printed(neighbour(Workers), neighbour(Storage), html, filename)


def _form(actor: Actor, document_id: DocumentId, **mistakes: Any) -> str:
    with runtime().read() as session:
        document = queries.get_to_prepare(session, actor, document_id)
        return render_template(
            "documents/edit.html",
            document=document,
            meeting=document.meeting,
            newest=queries.latest(document),
            types=list(DocumentType),
            accesses=list(AccessFrom),
            ends=list(AccessUntil),
            can_edit=rules.can_edit(document),
            can_replace=rules.can_be_replaced(document),
            may_reopen=can_be_reopened(document) and may_reopen(actor, document.meeting, document),
            can_delete=rules.can_delete(document),
            typed=typed(DetailsForm) if mistakes else {},
            mistakes=mistakes.get("mistakes", {}),
            mistake=mistakes.get("mistake", ""),
            limit_mb=runtime().settings.upload_limit_mb,
        )
