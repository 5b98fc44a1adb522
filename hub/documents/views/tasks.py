"""What is to be signed by whom, and the making of it, whatever page asks for it."""

from dataclasses import dataclass
from typing import Any, Final

from hub.core.ids import DocumentId, SigningKeyId
from hub.core.unit_of_work import Actor
from hub.documents import queries
from hub.documents.errors import MayNotSign, NoKey, NoSuchKey
from hub.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
    SignatureKind,
    SigningKey,
)
from hub.documents.queries import keys
from hub.documents.rules.signing import PDF, kind_given, why_not_sign
from hub.documents.service.signing import Made, record_signature
from hub.documents.views.verdicts import check
from hub.gateways.signing.choices import level_choices
from hub.gateways.signing.contract import (
    Appearance,
    DetachedSignature,
    EmptyField,
    Level,
    Profile,
    PublicKey,
    SignedPdf,
    SignRequest,
)
from hub.gateways.signing.folders import (
    font_folders,
    key_with,
    proof_for,
    read_trust,
)
from hub.gateways.signing.signer import Signed, Signer
from hub.gateways.signing.verdict import SignatureVerdict
from hub.gateways.storage import Storage
from hub.web.access import neighbour, runtime, settings

FIELDS: Final = {
    SignatureKind.PERSON: "NguoiKy",
    SignatureKind.ORGANISATION: "CoQuan",
    SignatureKind.INITIALS: "KyNhay",
}


@dataclass(frozen=True)
class Task:
    """One signature to be given: on what, by which kind, with which of the actor's keys.

    `keys` are within the hub's reach; `elsewhere` may sign on the actor's own machine. The
    certificates of some have ended: these are `expired`.
    """

    document: Document
    version: DocumentVersion
    kind: SignatureKind
    keys: list[SigningKey]
    elsewhere: list[SigningKey]
    expired: list[SigningKey]
    accompanied: str

    @property
    def field_name(self) -> str:
        """The name of the field in the PDF."""
        return FIELDS[self.kind]

    @property
    def usable(self) -> list[SigningKey]:
        """The keys within reach whose certificates have not ended."""
        return [each for each in self.keys if each not in self.expired]

    @property
    def is_pdf(self) -> bool:
        """Whether the signature goes into the file, not beside it."""
        return self.version.media_type == PDF

    def key(self, key_id: SigningKeyId | None) -> SigningKey:
        """Return one of the keys within reach. Raises NoSuchKey."""
        for each in self.keys:
            if each.id == key_id:
                return each
        raise NoSuchKey


def task_of(actor: Actor, document_id: DocumentId) -> Task:
    """Return what the actor is to sign. Raises MayNotSign, NoKey, and what forbids it."""
    with runtime().read() as session:
        document = queries.get_to_see(session, actor, document_id)
        version = queries.latest(document)
        kind = kind_given(actor, document.meeting, document)
        if kind is None:
            raise MayNotSign
        refusal = why_not_sign(document, kind)
        if refusal is not None:
            raise refusal
        here = keys.keys_to_sign(session, actor, kind)
        elsewhere = keys.keys_elsewhere(session, actor, kind)
        expired = keys.keys_expired(session, actor, kind, runtime().clock())
        accompanied = keys.number_accompanied(session, document.meeting_id)
    if not elsewhere:
        raise NoKey
    return Task(document, version, kind, here, elsewhere, expired, accompanied)


def sign_task(task: Task, key: SigningKey, pin: str, *, level: Level, reason: str) -> Made:
    """Sign, store, check what was stored. Raises what signing refuses, SignatureNotSound."""
    source = key_with(settings(), key, pin)
    request = request_of(task, key, source, level=level, reason=reason)
    signer = neighbour(Signer)
    signed = signer.sign(request) if task.is_pdf else signer.sign_beside(request)
    return _made(task, key, signed, reason)


def take_task(
    task: Task, key: SigningKey, signed: SignedPdf | DetachedSignature, reason: str
) -> Made:
    """Store and check a signature that was made elsewhere. Raises SignatureNotSound."""
    signer = neighbour(Signer)
    if isinstance(signed, SignedPdf):
        return _made(task, key, signer.take(signed), reason)
    data = neighbour(Storage).read(task.version.sha256)
    return _made(task, key, signer.take_beside(data, signed), reason)


def _made(task: Task, key: SigningKey, signed: Signed, reason: str) -> Made:
    return Made(
        sha256=signed.sha256,
        size=signed.size,
        key_id=key.id,
        field_name=task.field_name,
        level=signed.level,
        reason=reason,
        signed_at=signed.signed_at,
        beside=not task.is_pdf,
    )


def taken(key: SigningKey, pdf: bytes, found: SignatureVerdict, reason: str) -> Made:
    """Store a PDF that was signed elsewhere, and was checked: see `work.ensure_returned`."""
    blob = neighbour(Storage).put(pdf)
    check(pdf)
    return Made(
        sha256=blob.sha256,
        size=blob.size,
        key_id=key.id,
        field_name=found.field[:60],
        level=found.level,
        reason=reason,
        signed_at=found.claimed_at or runtime().clock(),
    )


def write_down(actor: Actor, task: Task, made: Made) -> None:
    """Write down that the task's version was signed; the signature is committed behind this."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_see(uow.session, actor, task.document.id)
        record_signature(uow, document, task.version.id, task.kind, made)


def request_of(
    task: Task, key: SigningKey, source: Any, *, level: Level, reason: str
) -> SignRequest:
    """Return what signing is asked for; `source` is the key as the gateway takes it."""
    proof = proof_for(settings(), level)
    trust = read_trust(settings())
    if isinstance(source, PublicKey):
        source = PublicKey(source.certificate, (*source.issuers, *trust.anchors, *trust.others))
    return SignRequest(
        pdf=neighbour(Storage).read(task.version.sha256),
        key=source,
        moment=runtime().clock(),
        field_name=task.field_name,
        appearance=appearance_of(task, key),
        reason=reason or None,
        certify=True,
        fields=_fields(task, key),
        timestamp_url=proof.timestamp_url,
        evidence=proof.evidence,
        archive=proof.archive,
        crls=trust.crls,
        fonts=font_folders(settings()),
    )


def choices_of(task: Task) -> list[tuple[str, str]]:
    """Return the levels to choose from. Beside a file only the first two are made."""
    return level_choices(settings(), beside=not task.is_pdf)


def appearance_of(task: Task, key: SigningKey) -> Appearance:
    """Return how the signature is to look (NĐ 30, Annex I)."""
    if task.kind is SignatureKind.ORGANISATION:
        unit = key.unit.name if key.unit else ""
        return _office(task, unit, neighbour(Signer).picture_of(key))
    if task.kind is SignatureKind.INITIALS:
        of = key.person.name if key.person else key.subject
        return Appearance(Profile.INITIALS, name=task.document.meeting.chair.name, initials=of)
    name = key.person.name if key.person else key.subject
    return Appearance(Profile.PERSON, name=name, image=neighbour(Signer).picture_of(key))


def _fields(task: Task, key: SigningKey) -> tuple[EmptyField, ...]:
    """Return the fields that are prepared before the first signature, in their order.

    Behind initials the field of the person, whose name the paper prints; always the office's.
    """
    own = EmptyField(FIELDS[task.kind], appearance_of(task, key))
    office = EmptyField(FIELDS[SignatureKind.ORGANISATION], _office(task, ""))
    if task.kind is not SignatureKind.INITIALS:
        return (own, office)
    chair = Appearance(Profile.PERSON, name=task.document.meeting.chair.name)
    return (own, EmptyField(FIELDS[SignatureKind.PERSON], chair), office)


def _office(task: Task, unit: str, image: bytes | None = None) -> Appearance:
    """Return the seal, or for an attachment the note of number and time (NĐ 30, II.8b)."""
    if task.document.type is DocumentType.MATERIAL and task.accompanied:
        return Appearance(Profile.ORG_ATTACHMENT, number=task.accompanied)
    return Appearance(Profile.ORG_MAIN, unit=unit, image=image)
