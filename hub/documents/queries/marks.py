"""Private notes and highlights: only their author's are ever looked up."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.ids import EntryId, PersonId, VersionId
from hub.documents.errors import NoSuchMark
from hub.documents.models import PageMark


def marks_of(session: Session, person_id: PersonId, version_id: VersionId) -> Sequence[PageMark]:
    """Return a person's marks on a version, by page and time."""
    return session.scalars(
        select(PageMark)
        .where(PageMark.person_id == person_id, PageMark.version_id == version_id)
        .order_by(PageMark.page, PageMark.made_at)
    ).all()


def own_mark(session: Session, person_id: PersonId, mark_id: EntryId) -> PageMark:
    """Return one of a person's own marks. Raises NoSuchMark, also for somebody else's."""
    mark = session.get(PageMark, mark_id)
    if mark is None or mark.person_id != person_id:
        raise NoSuchMark
    return mark
