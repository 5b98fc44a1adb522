"""Packs signed one file after the other: begun, moved on, stopped, taken up again."""

from collections.abc import Sequence

from hub.core.ids import DocumentId, EntryId, MeetingId, SigningKeyId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import events
from hub.documents.errors import NothingToSign
from hub.documents.models import BatchFile, BatchState, SigningBatch

#: What a batch that is taken up again does once more.
UNDONE = (BatchState.WAITING, BatchState.SIGNING, BatchState.FAILED, BatchState.STOPPED)


def begin_batch(
    uow: UnitOfWork,
    meeting_id: MeetingId,
    documents: Sequence[DocumentId],
    *,
    key_id: SigningKeyId,
    level: str,
    reason: str,
) -> SigningBatch:
    """Write down what is to be signed, in this order. Raises NothingToSign."""
    if not documents:
        raise NothingToSign
    batch = SigningBatch(
        id=EntryId(new_id()),
        meeting_id=meeting_id,
        person_id=uow.actor.person_id,
        key_id=key_id,
        level=level,
        reason=reason,
        created_at=uow.now,
        moved_at=uow.now,
        stop_asked=False,
    )
    uow.session.add(batch)
    uow.session.flush()
    for position, document_id in enumerate(documents, start=1):
        file = BatchFile(
            id=EntryId(new_id()), batch_id=batch.id, document_id=document_id, position=position,
            state=BatchState.WAITING,
        )  # fmt: skip
        uow.session.add(file)
    uow.emit(events.SigningBatchBegun(batch.id, meeting_id, len(documents)))
    return batch


def begin_again(uow: UnitOfWork, batch: SigningBatch) -> None:
    """Let what was not signed wait once more. Needs the files loaded. Raises NothingToSign."""
    undone = [each for each in batch.files if each.state in UNDONE]
    if not undone:
        raise NothingToSign
    for each in undone:
        each.state, each.outcome = BatchState.WAITING, ""
    batch.stop_asked, batch.finished_at, batch.moved_at = False, None, uow.now


def ask_to_stop(_uow: UnitOfWork, batch: SigningBatch) -> None:
    """Have the batch end after the file that is being signed."""
    batch.stop_asked = True


def move_on(
    uow: UnitOfWork, batch: SigningBatch, file: BatchFile, state: BatchState, outcome: str = ""
) -> None:
    """Note where one file stands now."""
    file.state, file.outcome, batch.moved_at = state, outcome[:500], uow.now


def end_batch(uow: UnitOfWork, batch: SigningBatch) -> None:
    """Note that nobody is at it any more; what waits was stopped. Needs the files loaded."""
    for each in batch.files:
        if each.state in (BatchState.WAITING, BatchState.SIGNING):
            each.state = BatchState.STOPPED
    batch.finished_at = batch.moved_at = uow.now
    signed = sum(1 for each in batch.files if each.state is BatchState.SIGNED)
    uow.emit(events.SigningBatchEnded(batch.id, batch.meeting_id, signed, len(batch.files)))
