"""Keys, signatures, verdicts; what waits to be signed elsewhere or in a pack."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import (
    DocumentId,
    EntryId,
    MeetingId,
    PersonId,
    PostId,
    SigningKeyId,
    UnitId,
    VersionId,
    new_id,
)
from hub.directory.models import Person, Unit
from hub.documents.models.papers import Document


class SignatureKind(StrEnum):
    """Whose signature it is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    INITIALS = "initials"


class SigningKey(Base):
    """A registered key: in a file of the keys folder, in the hub's token, or with its holder.

    `file` is a PKCS#12 file, `token` the name (RFC 7512) of a key in a PKCS#11 token; with
    neither, the key is on its holder's own machine and only the certificate is known here.
    A PIN is never stored.
    """

    __tablename__ = "signing_keys"

    id: Mapped[SigningKeyId] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[SignatureKind]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"), index=True)
    file: Mapped[str | None] = mapped_column(String(255), unique=True)
    token: Mapped[str | None] = mapped_column(String(500), unique=True)
    subject: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(300))
    serial: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    is_test: Mapped[bool] = mapped_column(default=False)
    image_sha256: Mapped[str] = mapped_column(String(64), default="")
    retired_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")

    @property
    def is_here(self) -> bool:
        """Whether the hub itself can reach the key, given its PIN."""
        return self.file is not None or self.token is not None


class Signature(Base):
    """A signature made through the hub: by whom, with which key, giving which version.

    `p7s_sha256` is where a signature beside the file is stored; those of a PDF are within.
    """

    __tablename__ = "signatures"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("document_versions.id"), index=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id"), index=True)
    kind: Mapped[SignatureKind]
    key_id: Mapped[SigningKeyId] = mapped_column(ForeignKey("signing_keys.id"))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    field_name: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")
    signed_at: Mapped[datetime]
    p7s_sha256: Mapped[str] = mapped_column(String(64), default="")


class SigningPath(StrEnum):
    """How a user's own machine signs: our client signs a digest, VGCA's service the file."""

    CLIENT = "client"
    VGCA = "vgca"


class ErrandState(StrEnum):
    """waiting → fetched → signed, refused or stopped; each step once."""

    WAITING = "waiting"
    FETCHED = "fetched"
    SIGNED = "signed"
    REFUSED = "refused"
    STOPPED = "stopped"


class SigningErrand(Base):
    """What waits for a signature made on somebody's own machine: a document, or a paper.

    A paper is one that another feature printed, such as minutes; `paper` says all of it
    (`service.errands.PaperToSign`), and there is no document then. `reserved` is what was
    prepared for the key (digest, room, attributes), the prepared file is stored under
    `prepared_sha256`. `outcome` is the sentence about a refusal.
    """

    __tablename__ = "signing_errands"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    path: Mapped[SigningPath]
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey("documents.id"), index=True)
    version_id: Mapped[VersionId | None] = mapped_column(ForeignKey("document_versions.id"))
    kind: Mapped[SignatureKind | None]
    paper: Mapped[dict[str, Any] | None]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    post_id: Mapped[PostId] = mapped_column(ForeignKey("posts.id"))
    key_id: Mapped[SigningKeyId | None] = mapped_column(ForeignKey("signing_keys.id"))
    level: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[ErrandState] = mapped_column(default=ErrandState.WAITING)
    outcome: Mapped[str] = mapped_column(String(500), default="")
    reserved: Mapped[dict[str, Any] | None]
    prepared_sha256: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class BatchState(StrEnum):
    """Where one file of a batch stands."""

    WAITING = "waiting"
    SIGNING = "signing"
    SIGNED = "signed"
    FAILED = "failed"
    STOPPED = "stopped"


class SigningBatch(Base):
    """A pack of documents signed one after the other with one key.

    `stop_asked` is looked at between two files. `moved_at` is the last sign of life: after a
    restart nobody goes on, because the PIN was in memory only.
    """

    __tablename__ = "signing_batches"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    key_id: Mapped[SigningKeyId] = mapped_column(ForeignKey("signing_keys.id"))
    level: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    stop_asked: Mapped[bool] = mapped_column(default=False)

    files: Mapped[list["BatchFile"]] = relationship(lazy="raise", order_by="BatchFile.position")


class BatchFile(Base):
    """One document of a batch; `outcome` is the sentence about a failure."""

    __tablename__ = "signing_batch_files"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    batch_id: Mapped[EntryId] = mapped_column(ForeignKey("signing_batches.id"), index=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id"))
    position: Mapped[int]
    state: Mapped[BatchState] = mapped_column(default=BatchState.WAITING)
    outcome: Mapped[str] = mapped_column(String(500), default="")

    document: Mapped[Document] = relationship(lazy="raise")


class Verdict(Base):
    """What validation said last of some bytes, trusting these authorities. `report` is JSON.

    `crl_epoch` names the revocation lists that were at hand: under others it is asked again.
    """

    __tablename__ = "verdicts"
    __table_args__ = (UniqueConstraint("sha256", "trust_version"),)

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    trust_version: Mapped[str] = mapped_column(String(64))
    crl_epoch: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(20))
    report: Mapped[dict[str, Any]]
    checked_at: Mapped[datetime]


class Evidence(Base):
    """What a verdict rested on: the first for these bytes, and each that found something else.

    `report_sha256` is the stored report with its certificates, `crls` the stored lists.
    """

    __tablename__ = "evidence"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20))
    findings: Mapped[str] = mapped_column(String(16))
    report_sha256: Mapped[str] = mapped_column(String(64))
    crls: Mapped[list[str]] = mapped_column(JSON())
    checked_at: Mapped[datetime]
