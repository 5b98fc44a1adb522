"""Keeping the search index in step. Reactions to events of the features below."""

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import delete, select

from hub.archive import queries
from hub.archive.events import DossierSealed
from hub.archive.models import Dossier, Kind, SearchEntry
from hub.core.clock import to_wall_time
from hub.core.fold import words
from hub.core.ids import DocumentId, EntryId, MeetingId, MinutesId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries as documents
from hub.documents.events import DocumentDeleted
from hub.documents.models import Document, DocumentVersion
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.minutes import rules as minutes_rules
from hub.minutes.models import Minutes

LONGEST_BODY: Final = 400_000
LONGEST_TITLE: Final = 500


class OfMeeting(Protocol):
    """An event of a meeting."""

    @property
    def meeting_id(self) -> MeetingId: ...  # noqa: D102


class OfDocument(Protocol):
    """An event of a document."""

    @property
    def document_id(self) -> DocumentId: ...  # noqa: D102


class OfMinutes(Protocol):
    """An event of minutes."""

    @property
    def minutes_id(self) -> MinutesId: ...  # noqa: D102


def put(
    uow: UnitOfWork,
    kind: Kind,
    thing_id: UUID,
    *,
    meeting: Meeting,
    title: str,
    body: str,
    at: datetime,
) -> None:
    """Make a thing findable by these words, in place of what was known of it."""
    entry = queries.find_entry(uow.session, kind, thing_id)
    if entry is None:
        entry = SearchEntry(id=EntryId(new_id()), kind=kind, thing_id=thing_id)
        uow.session.add(entry)
    entry.meeting_id, entry.unit_id = meeting.id, meeting.host_unit_id
    entry.title, entry.body = title[:LONGEST_TITLE], body[:LONGEST_BODY]
    entry.title_fold, entry.body_fold = as_words(entry.title), as_words(entry.body)
    entry.at, entry.year = at, to_wall_time(at).year
    uow.session.flush()


def as_words(text: str) -> str:
    """Return the folded words with a space before, between and after them."""
    return f" {' '.join(words(text))} "


def index_meeting(uow: UnitOfWork, event: OfMeeting) -> None:
    """Make a meeting findable by what it says, who leads it and where it is held."""
    put_meeting(uow, meetings.get(uow.session, event.meeting_id))


def put_meeting(uow: UnitOfWork, meeting: Meeting) -> None:
    """Write the index row of a meeting loaded as by `meetings.get`."""
    agenda = [f"{item.title} {item.presenter}" for item in meeting.agenda]
    sites = [site.site.name for site in meeting.sites]
    lines = [
        meeting.code, meeting.host.name, meeting.purpose, meeting.requirements,
        meeting.location, meeting.chair.name, meeting.secretary.name, *agenda, ", ".join(sites),
    ]  # fmt: skip
    body = " · ".join(line for line in lines if line.strip())
    put(uow, Kind.MEETING, meeting.id, meeting=meeting, title=meeting.title, body=body,
        at=meeting.starts_at)  # fmt: skip


def index_document(uow: UnitOfWork, event: OfDocument) -> None:
    """Make a document findable by number, title and the text of its newest version."""
    put_document(uow, documents.get(uow.session, event.document_id))


def put_document(uow: UnitOfWork, document: Document) -> None:
    """Write the index row of a document loaded as by `documents.get`."""
    number = f"{document.number}/{document.notation} – " if document.number else ""
    text = _text_of(document.versions[-1]) if document.versions else ""
    at = document.issued_at or document.created_at
    title = number + document.title
    put(uow, Kind.DOCUMENT, document.id, meeting=document.meeting, title=title, body=text, at=at)


def _text_of(version: DocumentVersion) -> str:
    """Return the words of a version; those of an Office file were read in its rendition."""
    return version.text or (version.rendition.text if version.rendition else "")


def forget_document(uow: UnitOfWork, event: DocumentDeleted) -> None:
    """Take a deleted draft out of the index."""
    uow.session.execute(
        delete(SearchEntry).where(
            SearchEntry.kind == Kind.DOCUMENT, SearchEntry.thing_id == event.document_id
        )
    )


def index_minutes(uow: UnitOfWork, event: OfMinutes) -> None:
    """Make minutes findable. Not at every save: the editor saves each two seconds."""
    put_minutes(uow, uow.session.get_one(Minutes, event.minutes_id))


def put_minutes(uow: UnitOfWork, minutes: Minutes) -> None:
    """Write the index row of minutes."""
    meeting = uow.session.get_one(Meeting, minutes.meeting_id)
    number = f"{minutes.number} – " if minutes.number else ""
    put(uow, Kind.MINUTES, minutes.id, meeting=meeting, title=number + meeting.title,
        body=minutes_rules.plain_text(minutes.html), at=minutes.drafted_at)  # fmt: skip


def index_dossier(uow: UnitOfWork, event: DossierSealed) -> None:
    """Make a sealed dossier findable by its code, its title and who sealed it."""
    put_dossier(uow, uow.session.get_one(Dossier, event.dossier_id))


def put_dossier(uow: UnitOfWork, dossier: Dossier) -> None:
    """Write the index row of a dossier."""
    meeting = uow.session.get_one(Meeting, dossier.meeting_id)
    title = f"{dossier.code} – {dossier.title}"
    body = f"{dossier.seal_name} · {dossier.sealed_by_name}"
    put(uow, Kind.DOSSIER, dossier.id, meeting=meeting, title=title, body=body,
        at=dossier.sealed_at)  # fmt: skip


def index_all(uow: UnitOfWork) -> int:
    """Write every row of the index again; return how many there are."""
    uow.session.execute(delete(SearchEntry))
    for meeting_id in uow.session.scalars(select(Meeting.id)).all():
        put_meeting(uow, meetings.get(uow.session, MeetingId(meeting_id)))
    for document_id in uow.session.scalars(select(Document.id)).all():
        put_document(uow, documents.get(uow.session, DocumentId(document_id)))
    for minutes in uow.session.scalars(select(Minutes)).all():
        put_minutes(uow, minutes)
    for dossier in uow.session.scalars(select(Dossier)).all():
        put_dossier(uow, dossier)
    return len(uow.session.scalars(select(SearchEntry.id)).all())
