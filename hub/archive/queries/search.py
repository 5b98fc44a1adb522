"""Finding things without marks, among what the actor may see and nothing else.

Every condition is part of one SELECT, so that results, pages and counts cannot disagree: what
may not be seen is not counted either. The texts were folded when they were stored; the same
words are found on SQLite and PostgreSQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from hub.archive.models import Kind, SearchEntry
from hub.archive.queries.dossiers import visible_to as dossiers_visible_to
from hub.archive.rules import Piece, highlighted, snippet
from hub.core.fold import words
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.directory.models import Unit
from hub.documents.models import Document, DocumentState
from hub.documents.queries.access import open_to_readers
from hub.documents.queries.lists import visible_to as documents_visible_to
from hub.documents.rules.access import PREPARING, READING_ALL
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.minutes.models import COMPLETE, Minutes
from hub.minutes.rules.access import OVERSEERS, READERS_OF_DRAFTS

MOST_WORDS: Final = 12
#: Text behind this is found, but not shown in a snippet.
SHOWN: Final = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """One result, its words marked."""

    kind: Kind
    thing_id: UUID
    meeting_id: MeetingId
    title: Sequence[Piece]
    text: Sequence[Piece]
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """A page of results, how many there are, and how they spread over kinds and years."""

    words: Sequence[str]
    rows: Sequence[Found] = ()
    total: int = 0
    kinds: dict[Kind, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)


def find_entry(session: Session, kind: Kind, thing_id: UUID) -> SearchEntry | None:
    """Return the index row of a thing, or None."""
    return session.scalar(
        select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.thing_id == thing_id)
    )


def search(  # noqa: PLR0913  (what is asked, of whom, when, and which part of it)
    session: Session,
    actor: Actor,
    query: str,
    now: datetime,
    *,
    kind: Kind | None = None,
    year: int | None = None,
    offset: int = 0,
    most: int = 20,
) -> Result:
    """Return what holds all words of the query and may be seen, in five queries.

    The last word may be the beginning of one, as it is still being typed. First come those
    with the words side by side in the title, then in the text, then the others; newest first.
    """
    asked = words(query)[:MOST_WORDS]
    if not asked:
        return Result(())
    patterns = [f" {word} " for word in asked[:-1]] + [f" {asked[-1]}"]
    body_is_open = _body_is_open_to(session, actor, now)
    which = and_(_visible_to(actor), *(_holds(body_is_open, each) for each in patterns))
    of_kind = SearchEntry.kind == kind if kind else true()
    of_year = SearchEntry.year == year if year else true()
    rows = session.execute(
        _joined(SearchEntry, Unit.short_name, body_is_open)
        .join(Unit, Unit.id == SearchEntry.unit_id)
        .where(which, of_kind, of_year)
        .order_by(_rank(body_is_open, asked), SearchEntry.at.desc(), SearchEntry.id)
        .offset(offset)
        .limit(most)
    )
    return Result(
        asked,
        [_found(entry, unit, asked, may_read=bool(open_)) for entry, unit, open_ in rows],
        session.scalar(_joined(func.count()).where(which, of_kind, of_year)) or 0,
        dict(_counted(session, SearchEntry.kind, which, of_year)),
        dict(_counted(session, SearchEntry.year, which, of_kind)),
    )


def _found(entry: SearchEntry, unit: str, asked: list[str], *, may_read: bool) -> Found:
    return Found(
        kind=entry.kind,
        thing_id=entry.thing_id,
        meeting_id=entry.meeting_id,
        title=highlighted(entry.title, asked),
        text=snippet(entry.body[:SHOWN], asked) if may_read else (),
        unit=unit,
        at=entry.at,
    )


def _counted(
    session: Session, column: Any, which: ColumnElement[bool], and_also: ColumnElement[bool]
) -> list[tuple[Any, int]]:
    asked = _joined(column, func.count()).where(which, and_also).group_by(column)
    return [(row[0], row[1]) for row in session.execute(asked.order_by(column))]


def _joined(*columns: Any) -> Select[Any]:
    """Join each index row to what it is about, as far as rights depend on it."""
    return (
        select(*columns)
        .select_from(SearchEntry)
        .join(Meeting, Meeting.id == SearchEntry.meeting_id)
        .outerjoin(
            Document,
            and_(SearchEntry.kind == Kind.DOCUMENT, Document.id == SearchEntry.thing_id),
        )
        .outerjoin(
            Minutes, and_(SearchEntry.kind == Kind.MINUTES, Minutes.id == SearchEntry.thing_id)
        )
    )


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    return or_(
        and_(SearchEntry.kind == Kind.MEETING, meetings.visible_to(actor)),
        and_(SearchEntry.kind == Kind.DOCUMENT, documents_visible_to(actor)),
        and_(SearchEntry.kind == Kind.MINUTES, _minutes_visible_to(actor)),
        and_(SearchEntry.kind == Kind.DOSSIER, dossiers_visible_to(actor)),
    )


def _minutes_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of `minutes.rules.may_see`, for the database."""
    if actor.has(*OVERSEERS):
        return meetings.visible_to(actor)
    early = or_(Meeting.chair_id == actor.person_id, Meeting.secretary_id == actor.person_id)
    if actor.has(*READERS_OF_DRAFTS):
        early = or_(early, Meeting.host_unit_id == actor.unit_id)
    return and_(meetings.visible_to(actor), or_(Minutes.state.in_(COMPLETE), early))


def _holds(body_is_open: ColumnElement[bool], pattern: str) -> ColumnElement[bool]:
    return or_(_in_title(pattern), _in_body(body_is_open, pattern))


def _in_title(pattern: str) -> ColumnElement[bool]:
    return SearchEntry.title_fold.contains(pattern, autoescape=True)


def _in_body(body_is_open: ColumnElement[bool], pattern: str) -> ColumnElement[bool]:
    return and_(body_is_open, SearchEntry.body_fold.contains(pattern, autoescape=True))


def _rank(body_is_open: ColumnElement[bool], asked: list[str]) -> ColumnElement[int]:
    phrase = f" {' '.join(asked)}"
    return case((_in_title(phrase), 0), (_in_body(body_is_open, phrase), 1), else_=2)


def _body_is_open_to(session: Session, actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the condition of `documents.rules.may_read`; other things show all they hold.

    Without it one could guess the words of a document that opens only with the meeting.
    """
    if actor.has(*READING_ALL):
        return true()
    prepares = or_(Meeting.chair_id == actor.person_id, Meeting.secretary_id == actor.person_id)
    if actor.has(*PREPARING):
        prepares = or_(prepares, Meeting.host_unit_id == actor.unit_id)
    issued = and_(Document.state == DocumentState.ISSUED, open_to_readers(session, now))
    return or_(SearchEntry.kind != Kind.DOCUMENT, prepares, issued)
