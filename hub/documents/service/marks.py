"""Private notes and highlights. No event tells of them: they are nobody else's business."""

from collections.abc import Sequence

from hub.core.ids import EntryId, PersonId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries
from hub.documents.errors import TooManyMarks
from hub.documents.models import DocumentVersion, MarkKind, PageMark
from hub.undo import service as undo

#: More than anybody writes on one paper by hand.
MOST_MARKS = 500


def mark_page(
    uow: UnitOfWork,
    version: DocumentVersion,
    *,
    page: int,
    kind: MarkKind,
    boxes: Sequence[Sequence[float]],
    text: str = "",
) -> PageMark:
    """Put a note or highlight on a page for the actor alone. Raises TooManyMarks."""
    person_id = PersonId(uow.actor.person_id)
    if len(queries.marks_of(uow.session, person_id, version.id)) >= MOST_MARKS:
        raise TooManyMarks(most=MOST_MARKS)
    mark = PageMark(
        id=EntryId(new_id()),
        version_id=version.id,
        person_id=person_id,
        page=page,
        kind=kind,
        boxes=[list(each) for each in boxes],
        text=text,
        made_at=uow.now,
        changed_at=uow.now,
    )
    uow.session.add(mark)
    return mark


def rewrite_mark(uow: UnitOfWork, mark_id: EntryId, *, text: str) -> PageMark:
    """Change the words of one of the actor's marks. Raises NoSuchMark."""
    mark = queries.own_mark(uow.session, PersonId(uow.actor.person_id), mark_id)
    mark.text, mark.changed_at = text, uow.now
    return mark


def drop_mark(uow: UnitOfWork, mark_id: EntryId) -> EntryId:
    """Take one of the actor's marks away; return what takes that back. Raises NoSuchMark."""
    mark = queries.own_mark(uow.session, PersonId(uow.actor.person_id), mark_id)
    removal = undo.keep(uow, "mark", [mark], back="/documents")
    uow.session.delete(mark)
    return removal
