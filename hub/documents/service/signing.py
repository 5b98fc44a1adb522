"""Signatures become versions; verdicts are kept beside the bytes they are about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core.ids import EntryId, SigningKeyId, VersionId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import events
from hub.documents.errors import SignedMeanwhile
from hub.documents.models import (
    Document,
    DocumentVersion,
    Evidence,
    Signature,
    SignatureKind,
    Verdict,
    VersionOrigin,
)
from hub.documents.queries import verdicts
from hub.documents.rules.signing import LEADS_TO, why_not_sign


@dataclass(frozen=True)
class Made:
    """A signature that is stored, and how it was made.

    `sha256` and `size` are those of the signed PDF, or of the .p7s when it is `beside` the file.
    """

    sha256: str
    size: int
    key_id: SigningKeyId
    field_name: str
    level: str
    reason: str
    signed_at: datetime
    beside: bool = False


def record_signature(
    uow: UnitOfWork, document: Document, before: VersionId, kind: SignatureKind, made: Made
) -> DocumentVersion:
    """Append the signed file as the newest version and move the document on.

    A signature beside the file leaves the version as it is.

    `before` is the version whose bytes were signed. Needs the versions loaded. Raises
    SignedMeanwhile when it is no longer the newest, and whatever else forbids a signature.
    """
    newest = document.versions[-1]
    if newest.id != before:
        raise SignedMeanwhile
    refusal = why_not_sign(document, kind)
    if refusal is not None:
        raise refusal
    version = newest
    if not made.beside:
        version = _version_after(uow, newest, made)
        document.versions.append(version)
    document.state = LEADS_TO[kind]
    uow.session.flush()
    uow.session.add(_signature(uow, document, version, kind, made))
    uow.emit(
        events.DocumentSigned(
            document.id, document.meeting_id, version.id, kind.value, newest.sha256, made.sha256
        )
    )
    return version


def keep_verdict(  # noqa: PLR0913  (what `Verdict.as_record` returns)
    uow: UnitOfWork,
    *,
    sha256: str,
    trust_version: str,
    crl_epoch: str,
    state: str,
    report: dict[str, Any],
    findings: str,
    evidence_sha256: str,
    crls: list[str],
) -> None:
    """Keep what was found out about some bytes, in place of what was found earlier.

    Its evidence stays beside the earlier one when something else was found.
    """
    known = verdicts.verdict(uow.session, sha256, trust_version)
    if known is None:
        known = Verdict(id=EntryId(new_id()), sha256=sha256, trust_version=trust_version)
        uow.session.add(known)
    known.state, known.report, known.checked_at = state, report, uow.now
    known.crl_epoch = crl_epoch
    last = verdicts.evidence(uow.session, sha256) if evidence_sha256 else None
    if evidence_sha256 and (last is None or last.findings != findings):
        uow.session.add(
            Evidence(
                id=EntryId(new_id()),
                sha256=sha256,
                state=state,
                findings=findings,
                report_sha256=evidence_sha256,
                crls=crls,
                checked_at=uow.now,
            )
        )


def _version_after(uow: UnitOfWork, newest: DocumentVersion, made: Made) -> DocumentVersion:
    return DocumentVersion(
        id=VersionId(new_id()),
        document_id=newest.document_id,
        number=newest.number + 1,
        sha256=made.sha256,
        size=made.size,
        pages=newest.pages,
        media_type=newest.media_type,
        filename=newest.filename,
        origin=VersionOrigin.SIGNATURE,
        text=newest.text,
        made_at=uow.now,
        made_by_id=uow.actor.person_id,
    )


def _signature(
    uow: UnitOfWork, document: Document, version: DocumentVersion, kind: SignatureKind, made: Made
) -> Signature:
    return Signature(
        id=EntryId(new_id()),
        version_id=version.id,
        document_id=document.id,
        kind=kind,
        key_id=made.key_id,
        person_id=uow.actor.person_id,
        field_name=made.field_name,
        level=made.level,
        reason=made.reason,
        signed_at=made.signed_at,
        p7s_sha256=made.sha256 if made.beside else "",
    )
