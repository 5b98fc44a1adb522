"""Uploads in progress."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, PersonId, UploadId
from hub.core.unit_of_work import Actor
from hub.documents.errors import NoSuchUpload
from hub.documents.models import Upload


def upload_of(session: Session, actor: Actor, upload_id: UploadId) -> Upload:
    """Return an upload of the actor. To others NoSuchUpload."""
    upload = session.get(Upload, upload_id)
    if upload is None or upload.person_id != actor.person_id:
        raise NoSuchUpload
    return upload


def unfinished_of(session: Session, person_id: PersonId) -> tuple[int, int]:
    """Return how many uploads a person has begun and not finished, and their bytes in all."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Upload.size), 0)).where(
            Upload.person_id == person_id, Upload.finished_at.is_(None)
        )
    ).one()
    return int(row[0]), int(row[1])


def unfinished_uploads(session: Session) -> Sequence[Upload]:
    """Return every upload that has not been finished, oldest first."""
    return session.scalars(
        select(Upload).where(Upload.finished_at.is_(None)).order_by(Upload.created_at)
    ).all()


def abandoned_uploads(session: Session, before: datetime) -> Sequence[Upload]:
    """Return uploads begun before the moment and never finished, but for those in quarantine."""
    return session.scalars(
        select(Upload).where(
            Upload.finished_at.is_(None),
            Upload.quarantined_at.is_(None),
            Upload.created_at < before,
        )
    ).all()


def quarantined(session: Session) -> Sequence[Upload]:
    """Return the uploads that wait for the virus scanner, oldest first."""
    return session.scalars(
        select(Upload)
        .where(Upload.finished_at.is_(None), Upload.quarantined_at.is_not(None))
        .order_by(Upload.created_at)
    ).all()


def own_quarantined(session: Session, actor: Actor, meeting_id: MeetingId) -> list[Upload]:
    """Return those of the actor's files for a meeting that wait for the virus scanner."""
    return [
        each
        for each in quarantined(session)
        if each.person_id == actor.person_id and each.meeting_id == meeting_id
    ]


def refused_lately(
    session: Session, actor: Actor, meeting_id: MeetingId, since: datetime
) -> Sequence[Upload]:
    """Return the actor's files for a meeting that were not accepted, newest first."""
    return session.scalars(
        select(Upload)
        .where(
            Upload.meeting_id == meeting_id,
            Upload.person_id == actor.person_id,
            Upload.refused != "",
            Upload.created_at > since,
        )
        .order_by(Upload.created_at.desc())
        .limit(20)
    ).all()
