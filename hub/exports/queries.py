"""Looking up files made in the background."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from hub.core.ids import ExportId, PersonId
from hub.exports import rules
from hub.exports.errors import NoSuchExport
from hub.exports.models import Export, ExportState

FINISHED = (ExportState.READY, ExportState.FAILED, ExportState.INTERRUPTED)


def own(session: Session, person_id: PersonId, export_id: ExportId) -> Export:
    """Return a file of this person. Raises NoSuchExport, also for those of others."""
    found = session.get(Export, export_id)
    if found is None or found.person_id != person_id:
        raise NoSuchExport
    return found


def all_own(session: Session, person_id: PersonId, most: int = 100) -> Sequence[Export]:
    """Return the files of a person, newest first."""
    found = select(Export).where(Export.person_id == person_id)
    return session.scalars(found.order_by(Export.asked_at.desc()).limit(most)).all()


def being_made(session: Session, person_id: PersonId, now: datetime) -> Sequence[Export]:
    """Return the files of a person that somebody is at."""
    found = select(Export).where(
        Export.person_id == person_id,
        Export.state == ExportState.MAKING,
        Export.beat_at >= now - rules.SILENT_FOR,
    )
    return session.scalars(found).all()


def silent(session: Session, now: datetime) -> Sequence[Export]:
    """Return the files whose maker is gone."""
    return session.scalars(select(Export).where(_is_silent(now))).all()


def to_tell_of(session: Session, now: datetime) -> Sequence[Export]:
    """Return the files that are finished and whose person does not know it yet."""
    return session.scalars(select(Export).where(_is_to_tell_of(now))).all()


def finished_before(
    session: Session, moment: datetime, states: Collection[ExportState]
) -> Sequence[Export]:
    """Return the files in one of these states that were finished before a moment."""
    return session.scalars(select(Export).where(_is_finished_before(moment, states))).all()


def ids_that_may_lie(session: Session) -> set[ExportId]:
    """Return which files may be in the folder: a file lies there before its row says so."""
    gone = (ExportState.FAILED, ExportState.EXPIRED)
    return set(session.scalars(select(Export.id).where(Export.state.not_in(gone))))


def is_anything_due(session: Session, now: datetime, kept_since: datetime) -> bool:
    """Tell whether the timetable has something to do, without taking anybody's turn to write."""
    due = or_(
        _is_silent(now),
        _is_to_tell_of(now),
        _is_finished_before(kept_since, {ExportState.READY}),
        _is_finished_before(kept_since - rules.REMEMBERED_FOR, set(ExportState)),
    )
    return session.scalar(select(Export.id).where(due).limit(1)) is not None


def _is_silent(now: datetime) -> ColumnElement[bool]:
    return and_(Export.state == ExportState.MAKING, Export.beat_at < now - rules.SILENT_FOR)


def _is_to_tell_of(now: datetime) -> ColumnElement[bool]:
    return and_(
        Export.state.in_(FINISHED),
        Export.told_at.is_(None),
        Export.seen_at.is_(None),
        or_(Export.in_background, Export.finished_at <= now - rules.SHOWN_WITHIN),
    )


def _is_finished_before(moment: datetime, states: Collection[ExportState]) -> ColumnElement[bool]:
    return and_(Export.state.in_(states), Export.finished_at < moment)
