"""Errands to the signer's own machine: begun on the page, fetched once, brought back once."""

from datetime import timedelta
from typing import Any, Final

from hub.core.ids import EntryId, SigningKeyId, new_id
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
    errand = SigningErrand(
        id=EntryId(new_id()),
        path=path,
        document_id=document.id,
        version_id=document.versions[-1].id,
        kind=kind,
        person_id=uow.actor.person_id,
        post_id=uow.actor.post_id,
        level=level,
        reason=reason,
        state=ErrandState.WAITING,
        created_at=uow.now,
        expires_at=uow.now + GOOD_FOR,
    )
    uow.session.add(errand)
    uow.emit(events.SigningErrandBegun(document.id, document.meeting_id, path.value))
    return errand


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
