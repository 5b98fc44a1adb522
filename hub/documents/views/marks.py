"""Private notes and highlights of the reader: JSON for the page, for their author alone."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import DocumentId, EntryId, PersonId
from hub.core.unit_of_work import Actor
from hub.documents import queries, service
from hub.documents.forms.marks import MarkForm, MarkTextForm
from hub.documents.models import PageMark
from hub.documents.views import pages
from hub.web.access import for_participants, runtime
from hub.web.body import submitted


@pages.get("/documents/<uuid:document_id>/versions/<int:number>/marks")
@for_participants
def marks(actor: Actor, document_id: DocumentId, number: int) -> ResponseReturnValue:
    """Return the actor's own marks on a version."""
    with runtime().read() as session:
        document = queries.get_to_read(session, actor, document_id, runtime().clock())
        version = queries.version_to_read(actor, document, number)
        own = queries.marks_of(session, PersonId(actor.person_id), version.id)
    return {"marks": [_as_json(each) for each in own]}


@pages.post("/documents/<uuid:document_id>/versions/<int:number>/marks")
@for_participants
def mark_page(actor: Actor, document_id: DocumentId, number: int) -> ResponseReturnValue:
    """Keep a mark; it is stored when the answer comes."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_read(uow.session, actor, document_id, uow.now)
        version = queries.version_to_read(actor, document, number)
        form = submitted(MarkForm)
        mark = service.mark_page(
            uow, version, page=form.page, kind=form.kind, boxes=form.boxes, text=form.text
        )
        return _as_json(mark), 201


@pages.post("/documents/marks/<uuid:mark_id>")
@for_participants
def rewrite_mark(actor: Actor, mark_id: EntryId) -> ResponseReturnValue:
    """Change the words of one's own mark."""
    form = submitted(MarkTextForm)
    with runtime().unit_of_work(actor) as uow:
        return _as_json(service.rewrite_mark(uow, mark_id, text=form.text))


@pages.post("/documents/marks/<uuid:mark_id>/drop")
@for_participants
def drop_mark(actor: Actor, mark_id: EntryId) -> ResponseReturnValue:
    """Take one's own mark away."""
    with runtime().unit_of_work(actor) as uow:
        removal = service.drop_mark(uow, mark_id)
    return {"undo": url_for("undo.restore", removal_id=removal)}


def _as_json(mark: PageMark) -> dict[str, Any]:
    return {
        "id": str(mark.id),
        "page": mark.page,
        "kind": mark.kind.value,
        "boxes": mark.boxes,
        "text": mark.text,
    }
