"""Errands to the signer's own machine: begun on the page, fetched once, brought back once."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hub.core.ids import EntryId, MeetingId, SigningKeyId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import events
from hub.documents.errors import ErrandOver
from hub.documents.models import (
    Document,
    ErrandState,
    SignatureKind,
    SigningErrand,
    SigningPath,
)

#: How long the one-time address is good for: time to find the token and its PIN.
GOOD_FOR: Final = timedelta(minutes=10)
OPEN: Final = (ErrandState.WAITING, ErrandState.FETCHED)


@dataclass(frozen=True)
class PaperToSign:
    """A paper that another feature printed, and where somebody is to sign it.

    `subject` names the feature's thing ("minutes"), `subject_id` which one. `places` are the
    fields by name, as `gateways.signing.reserving` keeps them. `sign_at` and `shown_at` are the
    paths of the page on which the signature began, and of the one to go to when it is made.
    `kind` tells whose signature it is; an office's goes with the paper's `number`. `kept` is what
    the feature has to know when the signature comes, as JSON.
    """

    subject: str
    subject_id: UUID
    meeting_id: MeetingId | None
    title: str
    filename: str
    sha256: str
    field_name: str
    places: dict[str, Any]
    reason: str
    sign_at: str
    shown_at: str
    kind: str = SignatureKind.PERSON.value
    number: str = ""
    kept: dict[str, Any] | None = None

    @classmethod
    def of(cls, errand: SigningErrand) -> "PaperToSign":
        """Return the paper of an errand that has one."""
        said = dict(errand.paper or {})
        meeting_id = said["meeting_id"]
        ids = {
            "subject_id": UUID(said["subject_id"]),
            "meeting_id": UUID(meeting_id) if meeting_id else None,
        }
        return cls(**said | ids)

    def as_kept(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self) | {
            "subject_id": str(self.subject_id),
            "meeting_id": str(self.meeting_id) if self.meeting_id else None,
        }


def begin_errand(
    uow: UnitOfWork,
    document: Document,
    kind: SignatureKind,
    *,
    path: SigningPath,
    level: str,
    reason: str,
) -> SigningErrand:
    """Have the newest version signed on the actor's own machine. Needs the versions loaded."""
    errand = _begun(uow, path, level, reason)
    errand.document_id, errand.version_id = document.id, document.versions[-1].id
    errand.kind = kind
    uow.session.add(errand)
    uow.emit(events.SigningErrandBegun(document.id, document.meeting_id, path.value))
    return errand


def begin_paper_errand(
    uow: UnitOfWork, paper: PaperToSign, *, path: SigningPath, level: str
) -> SigningErrand:
    """Have a printed paper signed on the actor's own machine.

    When it is, `PaperSignedElsewhere` is emitted: the paper's feature writes the signature down
    in the same transaction, or refuses it.
    """
    errand = _begun(uow, path, level, paper.reason)
    errand.paper = paper.as_kept()
    uow.session.add(errand)
    uow.emit(events.PaperErrandBegun(paper.subject, paper.meeting_id, path.value))
    return errand


def finish_paper_errand(
    uow: UnitOfWork, errand: SigningErrand, key_id: SigningKeyId, *, after_sha256: str, level: str
) -> None:
    """Note that the signature came, giving the stored PDF `after`.

    Raises ErrandOver, and what the paper's feature refuses.
    """
    finish_errand(uow, errand, key_id)
    paper = PaperToSign.of(errand)
    uow.emit(
        events.PaperSignedElsewhere(
            subject=paper.subject,
            errand_id=errand.id,
            subject_id=paper.subject_id,
            meeting_id=paper.meeting_id,
            key_id=key_id,
            before_sha256=paper.sha256,
            after_sha256=after_sha256,
            level=level,
        )
    )


def kept_with(uow: UnitOfWork, signed: events.PaperSignedElsewhere) -> dict[str, Any]:
    """Return what the feature kept with the errand on which a paper was signed."""
    errand = uow.session.get_one(SigningErrand, signed.errand_id)
    return PaperToSign.of(errand).kept or {}


def fetch_errand(uow: UnitOfWork, errand: SigningErrand) -> None:
    """Note that the file was handed out; it is, once. Raises ErrandOver."""
    if errand.state is not ErrandState.WAITING or uow.now >= errand.expires_at:
        raise ErrandOver
    errand.state = ErrandState.FETCHED


def reserve_errand(
    uow: UnitOfWork,
    errand: SigningErrand,
    *,
    key_id: SigningKeyId,
    reserved: dict[str, Any],
    prepared_sha256: str,
) -> None:
    """Keep what was prepared for the key of a certificate. Raises ErrandOver."""
    fetch_errand(uow, errand)
    errand.key_id, errand.reserved = key_id, reserved
    errand.prepared_sha256 = prepared_sha256


def ensure_awaited(uow: UnitOfWork, errand: SigningErrand) -> None:
    """Raise ErrandOver unless a signature is awaited now: fetched, and in time."""
    if errand.state is not ErrandState.FETCHED or uow.now >= errand.expires_at:
        raise ErrandOver


def finish_errand(uow: UnitOfWork, errand: SigningErrand, key_id: SigningKeyId) -> None:
    """Note that the signature came; in the unit of work that writes it down. Raises ErrandOver."""
    ensure_awaited(uow, errand)
    errand.state, errand.key_id = ErrandState.SIGNED, key_id
    errand.finished_at, errand.reserved = uow.now, None


def refuse_errand(uow: UnitOfWork, errand: SigningErrand, sentence: str, code: str) -> None:
    """Note that what came was not taken, and why; it does not come again."""
    if errand.state in OPEN:
        errand.state, errand.outcome = ErrandState.REFUSED, sentence[:500]
        errand.finished_at = uow.now
        uow.emit(events.SigningErrandRefused(errand.document_id, code))


def stop_errand(uow: UnitOfWork, errand: SigningErrand) -> None:
    """Let the one-time address be good for nothing any more."""
    if errand.state in OPEN:
        errand.state, errand.finished_at = ErrandState.STOPPED, uow.now


def _begun(uow: UnitOfWork, path: SigningPath, level: str, reason: str) -> SigningErrand:
    return SigningErrand(
        id=EntryId(new_id()),
        path=path,
        person_id=uow.actor.person_id,
        post_id=uow.actor.post_id,
        level=level,
        reason=reason,
        state=ErrandState.WAITING,
        created_at=uow.now,
        expires_at=uow.now + GOOD_FOR,
    )
