"""Identifiers. Made before the insert, sortable by time, one type per kind of thing."""

import os
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
SigningKeyId = NewType("SigningKeyId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
PresenceId = NewType("PresenceId", UUID)
RollEntryId = NewType("RollEntryId", UUID)
LineTestId = NewType("LineTestId", UUID)
FloorRequestId = NewType("FloorRequestId", UUID)
SeatId = NewType("SeatId", UUID)
MinutesId = NewType("MinutesId", UUID)
RevisionId = NewType("RevisionId", UUID)
DossierId = NewType("DossierId", UUID)
EntryId = NewType("EntryId", UUID)

#: Every kind of id, so that the database knows them all as UUID columns.
KINDS: Final = (
    UnitId, SiteId, PersonId, PostId, SignInId, MessageId, MeetingId, AgendaItemId,
    MeetingSiteId, InvitationId, DelegateId, DocumentId, VersionId, UploadId, SigningKeyId,
    ReceiptId, PresenceId, RollEntryId, LineTestId, FloorRequestId, SeatId, MinutesId,
    RevisionId, DossierId, EntryId,
)  # fmt: skip


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then chance."""
    chance = int.from_bytes(os.urandom(10), "big")
    value = (unix_ms() & ((1 << 48) - 1)) << 80 | chance
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)
