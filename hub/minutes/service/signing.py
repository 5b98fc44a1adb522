"""Signing minutes, the office last; returning them instead, which voids a first signature."""

from typing import Final

from hub.core.ids import EntryId, SigningKeyId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents.events import PaperSignedElsewhere
from hub.meetings.models import Meeting
from hub.minutes import queries, rules
from hub.minutes.errors import (
    MayNotReturn,
    MayNotSignMinutes,
    MinutesComplete,
    NothingToReturn,
    NotYourTurn,
    PdfChanged,
)
from hub.minutes.events import MinutesCompleted, MinutesReturned, MinutesSigned, MinutesVoided
from hub.minutes.models import (
    COMPLETE,
    Minutes,
    MinutesSignature,
    MinutesState,
    SignerRole,
    VoidedMinutes,
)

#: What minutes are called where papers of every feature are signed.
SUBJECT: Final = "minutes"
LEADS_TO: Final = {
    SignerRole.SECRETARY: MinutesState.SECRETARY_SIGNED,
    SignerRole.CHAIR: MinutesState.SIGNED,
    SignerRole.ORGANISATION: MinutesState.SEALED,
}


def ensure_turn(uow: UnitOfWork, meeting: Meeting, minutes: Minutes) -> SignerRole:
    """Return the role in which the actor signs now. Raises MayNotSignMinutes, NotYourTurn."""
    role = rules.signer_role_of(uow.actor, meeting, minutes)
    if role is not None:
        return role
    signs = uow.actor.person_id in (meeting.secretary_id, meeting.chair_id)
    if not signs and not rules.may_seal(uow.actor, meeting):
        raise MayNotSignMinutes
    raise NotYourTurn


def record_signature(
    uow: UnitOfWork,
    meeting: Meeting,
    minutes: Minutes,
    *,
    key_id: SigningKeyId,
    before_sha256: str,
    after_sha256: str,
    level: str,
) -> SignerRole:
    """Note that the actor signed the PDF `before`, giving the stored PDF `after`.

    The second signature completes the minutes; the office's comes after it. Raises
    MayNotSignMinutes, NotYourTurn, and PdfChanged when `before` is no longer the newest PDF.
    """
    role = ensure_turn(uow, meeting, minutes)
    if minutes.pdf_sha256 != before_sha256:
        raise PdfChanged
    uow.session.add(
        MinutesSignature(
            minutes_id=minutes.id,
            role=role,
            person_id=uow.actor.person_id,
            person_name=uow.actor.name,
            key_id=key_id,
            before_sha256=before_sha256,
            after_sha256=after_sha256,
            level=level,
            signed_at=uow.now,
        )
    )
    minutes.pdf_sha256 = after_sha256
    uow.emit(MinutesSigned(minutes.id, meeting.id, role, before_sha256, after_sha256))
    minutes.state = LEADS_TO[role]
    if role is SignerRole.CHAIR:
        minutes.completed_at = uow.now
        minutes.awaits_seal = queries.seals_minutes(uow.session, meeting.host_unit_id)
        uow.emit(MinutesCompleted(minutes.id, meeting.id, after_sha256))
    return role


def sign_elsewhere(uow: UnitOfWork, signed: PaperSignedElsewhere) -> None:
    """Note a signature that was made on the signer's own machine: see `record_signature`."""
    if signed.subject != SUBJECT or signed.meeting_id is None:
        return
    meeting, minutes = queries.get_to_see(uow.session, uow.actor, signed.meeting_id)
    record_signature(
        uow,
        meeting,
        minutes,
        key_id=signed.key_id,
        before_sha256=signed.before_sha256,
        after_sha256=signed.after_sha256,
        level=signed.level,
    )


def send_back(uow: UnitOfWork, meeting: Meeting, minutes: Minutes, *, reason: str) -> None:
    """Return submitted minutes to the secretary; a first signature on them is voided.

    Raises MayNotReturn, MinutesComplete, NothingToReturn.
    """
    if not rules.may_return(uow.actor, meeting):
        raise MayNotReturn
    if minutes.state in COMPLETE:
        raise MinutesComplete
    if not rules.can_be_returned(minutes):
        raise NothingToReturn
    if minutes.state is MinutesState.SECRETARY_SIGNED:
        _void(uow, meeting, minutes, reason)
    minutes.state = MinutesState.DRAFT
    minutes.returned_at, minutes.returned_reason = uow.now, reason
    uow.emit(MinutesReturned(minutes.id, meeting.id, reason))


def _void(uow: UnitOfWork, meeting: Meeting, minutes: Minutes, reason: str) -> None:
    """Keep the PDF with its one signature as a record, and free the secretary's place."""
    for signature in queries.signatures_of(uow.session, minutes):
        uow.session.add(
            VoidedMinutes(
                id=EntryId(new_id()),
                minutes_id=minutes.id,
                revision=minutes.revision,
                pdf_sha256=signature.after_sha256,
                signer_id=signature.person_id,
                signer_name=signature.person_name,
                signed_at=signature.signed_at,
                voided_at=uow.now,
                voided_by_id=uow.actor.person_id,
                voided_by_name=uow.actor.name,
                reason=reason,
            )
        )
        uow.session.delete(signature)
    uow.session.flush()
    uow.emit(MinutesVoided(minutes.id, meeting.id, minutes.pdf_sha256, reason))
