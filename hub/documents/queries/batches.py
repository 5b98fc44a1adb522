"""Packs that are signed together."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.ids import EntryId
from hub.core.unit_of_work import Actor
from hub.documents.errors import NoSuchBatch
from hub.documents.models import BatchFile, SigningBatch

#: Longer than one signature may take: who is silent that long was ended with its process.
SILENCE: Final = timedelta(minutes=3)


def batch_of(session: Session, actor: Actor, batch_id: EntryId) -> SigningBatch:
    """Return one of the actor's own batches with files and documents. Raises NoSuchBatch."""
    found = session.scalar(
        select(SigningBatch)
        .where(SigningBatch.id == batch_id, SigningBatch.person_id == actor.person_id)
        .options(selectinload(SigningBatch.files).joinedload(BatchFile.document))
    )
    if found is None:
        raise NoSuchBatch
    return found


def file_of(session: Session, file_id: EntryId) -> BatchFile:
    """Return one file of a batch. Raises NoSuchBatch."""
    found = session.scalar(
        select(BatchFile).where(BatchFile.id == file_id).options(joinedload(BatchFile.document))
    )
    if found is None:
        raise NoSuchBatch
    return found


def is_running(batch: SigningBatch, now: datetime) -> bool:
    """Tell whether somebody is at it: not ended, and heard of lately."""
    return batch.finished_at is None and now - batch.moved_at < SILENCE
