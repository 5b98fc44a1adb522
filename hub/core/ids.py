"""Identifiers. Made before the insert, sortable by time, one type per kind of thing."""

import os
from threading import Lock
from typing import Final, NewType
from uuid import UUID

from hub.core.clock import unix_ms

UnitId = NewType("UnitId", UUID)
SiteId = NewType("SiteId", UUID)
PersonId = NewType("PersonId", UUID)
PostId = NewType("PostId", UUID)
SignInId = NewType("SignInId", UUID)
MessageId = NewType("MessageId", UUID)
MeetingId = NewType("MeetingId", UUID)
AgendaItemId = NewType("AgendaItemId", UUID)
MeetingSiteId = NewType("MeetingSiteId", UUID)
InvitationId = NewType("InvitationId", UUID)
DelegateId = NewType("DelegateId", UUID)
DocumentId = NewType("DocumentId", UUID)
VersionId = NewType("VersionId", UUID)
UploadId = NewType("UploadId", UUID)
RenditionId = NewType("RenditionId", UUID)
SigningKeyId = NewType("SigningKeyId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
PresenceId = NewType("PresenceId", UUID)
RollEntryId = NewType("RollEntryId", UUID)
SheetId = NewType("SheetId", UUID)
LineTestId = NewType("LineTestId", UUID)
LineAlertId = NewType("LineAlertId", UUID)
FloorRequestId = NewType("FloorRequestId", UUID)
SeatId = NewType("SeatId", UUID)
AgendaRunId = NewType("AgendaRunId", UUID)
MinutesId = NewType("MinutesId", UUID)
RevisionId = NewType("RevisionId", UUID)
DossierId = NewType("DossierId", UUID)
EntryId = NewType("EntryId", UUID)
RollCallId = NewType("RollCallId", UUID)
MotionId = NewType("MotionId", UUID)
VoterId = NewType("VoterId", UUID)
ChatMessageId = NewType("ChatMessageId", UUID)
IncidentId = NewType("IncidentId", UUID)
ConsultationId = NewType("ConsultationId", UUID)
QuestionId = NewType("QuestionId", UUID)
RespondentId = NewType("RespondentId", UUID)
ExportId = NewType("ExportId", UUID)

#: Every kind of id, so that the database knows them all as UUID columns.
KINDS: Final = (
    UnitId, SiteId, PersonId, PostId, SignInId, MessageId, MeetingId, AgendaItemId,
    MeetingSiteId, InvitationId, DelegateId, DocumentId, VersionId, UploadId, RenditionId,
    SigningKeyId, ReceiptId, PresenceId, RollEntryId, SheetId, LineTestId, LineAlertId,
    FloorRequestId, SeatId, AgendaRunId, MinutesId, RevisionId, DossierId, EntryId, RollCallId,
    MotionId, VoterId, ChatMessageId, IncidentId, ConsultationId, QuestionId, RespondentId,
    ExportId,
)  # fmt: skip

#: The count of ids in one millisecond has 12 bits.
COUNT_LIMIT: Final = (1 << 12) - 1


class _Sequence:
    """Counts within a millisecond, so that ids of one process sort in the order of their making."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last_ms = 0
        self._count = 0

    def next(self, now_ms: int) -> tuple[int, int]:
        """Return the millisecond and the 12-bit count of the next id (RFC 9562 §6.2, method 1)."""
        with self._lock:
            if now_ms > self._last_ms:
                self._last_ms, self._count = now_ms, 0
            elif self._count < COUNT_LIMIT:
                self._count += 1
            else:
                self._last_ms, self._count = self._last_ms + 1, 0
            return self._last_ms, self._count


_sequence: Final = _Sequence()


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562 §5.7): Unix milliseconds, a count, then chance."""
    moment_ms, count = _sequence.next(unix_ms())
    chance = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (moment_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | count << 64 | 0x2 << 62 | chance
    return UUID(int=value)
