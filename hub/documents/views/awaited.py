"""What an errand to somebody's own machine waits for: a document, or another feature's paper."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

from flask import url_for

from hub.core.clock import wall_date
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.documents import queries
from hub.documents.errors import NoKey, NoSuchKey, SignedMeanwhile
from hub.documents.models import DocumentType, SignatureKind, SigningErrand, SigningKey
from hub.documents.queries import keys
from hub.documents.rules.signing import PDF
from hub.documents.service import errands as service
from hub.documents.service.signing import Made, record_signature
from hub.documents.views.tasks import Task, request_of, take_task, task_of
from hub.gateways.signing.contract import (
    DetachedSignature,
    Level,
    PublicKey,
    SignedPdf,
    SignRequest,
)
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.reserving import places_from
from hub.gateways.signing.signer import Paper, Signer
from hub.gateways.storage import Storage
from hub.web.access import neighbour, runtime, settings

#: Which operation of VGCA's program is asked for when a person signs.
AS_A_PERSON: Final = "SignApproved"
#: Which one when an office issues, with number and date.
FOR_THE_OFFICE: Final = "SignIssued"


class Awaited(Protocol):
    """A file that waits for one signature, whoever printed it."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def filename(self) -> str:
        """The name under which it is handed out."""

    @property
    def sha256(self) -> str:
        """The stored file that is to be signed."""

    @property
    def media_type(self) -> str:
        """Its type; a signature goes beside what is no PDF."""

    @property
    def keys(self) -> list[SigningKey]:
        """The keys that may sign it."""

    def request(self, key: SigningKey, certificate: PublicKey) -> SignRequest:
        """Return what signing is asked for."""

    def take(self, key: SigningKey, signed: SignedPdf | DetachedSignature) -> Made:
        """Store and check what was made. Raises SignatureNotSound."""

    def write_down(self, uow: UnitOfWork, errand: SigningErrand, made: Made) -> None:
        """Note signature and end of the errand, both or neither."""

    def vgca(self) -> tuple[str, dict[str, Any]]:
        """Return the operation of VGCA's program, and what it is told besides the addresses."""


def awaited_by(actor: Actor, errand: SigningErrand) -> Awaited:
    """Return what the errand waits for. Raises SignedMeanwhile, and what forbids the signature."""
    if errand.document_id is None:
        paper = service.PaperToSign.of(errand)
        with runtime().read() as session:
            usable = keys.keys_elsewhere(session, actor, SignatureKind(paper.kind))
        if not usable:
            raise NoKey
        return AwaitedPaper(errand, paper, usable)
    task = task_of(actor, errand.document_id)
    if task.version.id != errand.version_id or task.kind is not errand.kind:
        raise SignedMeanwhile
    return AwaitedDocument(errand, task)


def key_of_certificate(awaited: Awaited, fingerprint: str) -> SigningKey:
    """Return the key with this certificate, wherever it is. Raises NoSuchKey."""
    for each in awaited.keys:
        if each.fingerprint == fingerprint:
            return each
    raise NoSuchKey


def page_of(errand: SigningErrand) -> tuple[str, str]:
    """Return the paths of the page on which the errand began, and of the one when it is done."""
    if errand.document_id is None:
        paper = service.PaperToSign.of(errand)
        return paper.sign_at, paper.shown_at
    return (
        url_for("documents.sign", document_id=errand.document_id),
        url_for("documents.show", document_id=errand.document_id),
    )


@dataclass(frozen=True)
class AwaitedDocument:
    """A document of the hub: see `Awaited`."""

    errand: SigningErrand
    task: Task

    @property
    def title(self) -> str:
        """The document's title."""
        return self.task.document.title

    @property
    def filename(self) -> str:
        """The name of its newest version."""
        return self.task.version.filename

    @property
    def sha256(self) -> str:
        """The newest version."""
        return self.task.version.sha256

    @property
    def media_type(self) -> str:
        """The type of the newest version."""
        return self.task.version.media_type

    @property
    def keys(self) -> list[SigningKey]:
        """The actor's keys for this kind of signature."""
        return self.task.elsewhere

    def request(self, key: SigningKey, certificate: PublicKey) -> SignRequest:
        """Return what signing is asked for."""
        errand = self.errand
        return request_of(
            self.task, key, certificate, level=Level(errand.level), reason=errand.reason
        )

    def take(self, key: SigningKey, signed: SignedPdf | DetachedSignature) -> Made:
        """Store and check what was made."""
        return take_task(self.task, key, signed, self.errand.reason)

    def write_down(self, uow: UnitOfWork, errand: SigningErrand, made: Made) -> None:
        """Make the signed file the newest version."""
        service.finish_errand(uow, errand, made.key_id)
        document = queries.get_to_see(uow.session, uow.actor, self.task.document.id)
        record_signature(uow, document, self.task.version.id, self.task.kind, made)

    def vgca(self) -> tuple[str, dict[str, Any]]:
        """Approve, issue with number and date, or mark an attachment."""
        document = self.task.document
        if self.task.kind is SignatureKind.PERSON:
            return AS_A_PERSON, {}
        if document.type is DocumentType.MATERIAL:
            return "SignAppendix", {"DocNumber": self.task.accompanied}
        number = f"{document.number}/{document.notation}" if document.number else ""
        day = document.issued_on or wall_date(runtime().clock())
        return FOR_THE_OFFICE, {"DocNumber": number, "IssuedDate": day.isoformat()}


@dataclass(frozen=True)
class AwaitedPaper:
    """A paper that another feature printed: see `Awaited`."""

    errand: SigningErrand
    paper: service.PaperToSign
    keys: list[SigningKey]
    media_type: str = PDF

    @property
    def title(self) -> str:
        """The paper's title."""
        return self.paper.title

    @property
    def filename(self) -> str:
        """The name that the feature gives the file."""
        return self.paper.filename

    @property
    def sha256(self) -> str:
        """The printed file."""
        return self.paper.sha256

    def request(self, key: SigningKey, certificate: PublicKey) -> SignRequest:
        """Return what signing is asked for."""
        signer, trust = neighbour(Signer), read_trust(settings())
        source = PublicKey(certificate.certificate, (*trust.anchors, *trust.others))
        paper = Paper(
            pdf=neighbour(Storage).read(self.sha256),
            field_name=self.paper.field_name,
            places=places_from(self.paper.places),
            reason=self.paper.reason,
        )
        level = Level(self.errand.level)
        return signer.request(signer.pictured(paper, key), source, level, runtime().clock())

    def take(self, key: SigningKey, signed: SignedPdf | DetachedSignature) -> Made:
        """Store and check what was made."""
        if not isinstance(signed, SignedPdf):
            raise TypeError("a paper is a PDF")
        kept = neighbour(Signer).take(signed)
        return Made(
            sha256=kept.sha256,
            size=kept.size,
            key_id=key.id,
            field_name=signed.field_name,
            level=kept.level,
            reason=self.errand.reason,
            signed_at=kept.signed_at,
        )

    def write_down(self, uow: UnitOfWork, errand: SigningErrand, made: Made) -> None:
        """Tell the feature that printed it."""
        service.finish_paper_errand(
            uow, errand, made.key_id, after_sha256=made.sha256, level=made.level
        )

    def vgca(self) -> tuple[str, dict[str, Any]]:
        """Approve, or for an office issue with number and date."""
        if self.paper.kind == SignatureKind.PERSON.value:
            return AS_A_PERSON, {}
        day = wall_date(runtime().clock())
        return FOR_THE_OFFICE, {"DocNumber": self.paper.number, "IssuedDate": day.isoformat()}
