"""Signing a document: the page that shows what will happen, and the signature itself."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import format_date
from hub.core.errors import InvalidInput
from hub.core.ids import DocumentId
from hub.core.text import gettext as _
from hub.core.unit_of_work import SYSTEM, Actor
from hub.documents import queries
from hub.documents.errors import MayNotSign, NoKey, NoSuchKey, SignedMeanwhile
from hub.documents.forms.signing import SignForm
from hub.documents.models import (
    Document,
    DocumentType,
    DocumentVersion,
    SignatureKind,
    SigningKey,
)
from hub.documents.queries import keys
from hub.documents.rules.signing import kind_due, why_not_sign
from hub.documents.service.signing import Made, keep_verdict, record_signature
from hub.documents.views import pages
from hub.gateways.signing import work
from hub.gateways.signing.checked import WITHIN_S, sign_and_check
from hub.gateways.signing.contract import (
    Appearance,
    EmptyField,
    Preview,
    Profile,
    SignRequest,
)
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.gateways.signing.folders import font_folders, read_key, read_trust, tsa_url
from hub.gateways.signing.problems import WrongPin
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web import toast
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.body import shown_again, submitted
from hub.web.security import limited

FIELDS: Final = {SignatureKind.PERSON: "NguoiKy", SignatureKind.ORGANISATION: "CoQuan"}
TEMPLATE: Final = "documents/sign.html"


@dataclass(frozen=True)
class Task:
    """One signature to be given: on what, by which kind, with which of the actor's keys."""

    document: Document
    version: DocumentVersion
    kind: SignatureKind
    keys: list[SigningKey]
    accompanied: str

    @property
    def field_name(self) -> str:
        """The name of the field in the PDF."""
        return FIELDS[self.kind]


@pages.get("/documents/<uuid:document_id>/sign")
@for_signed_in
def sign(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Show page and place of the signature, certificate, expiry; ask for reason and PIN."""
    return render_template(TEMPLATE, typed={}, **_context(_task(actor, document_id)))


@pages.get("/documents/<uuid:document_id>/sign/page.png")
@for_signed_in
def sign_preview(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Return a picture of the page that will be signed, the place framed."""
    task = _task(actor, document_id)
    shown: Preview = neighbour(Workers).run(
        work.preview,
        neighbour(Storage).read(task.version.sha256),
        task.field_name,
        _appearance(task, task.keys[0]),
        runtime().clock(),
        font_folders(runtime().settings),
        timeout_s=WITHIN_S,
    )
    return Response(shown.png, content_type="image/png")


@pages.post("/documents/<uuid:document_id>/sign")
@for_signed_in
@limited("10 per minute")
def put_signature(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Sign the document: nothing is kept unless the stored result passes the check."""
    task = _task(actor, document_id)
    try:
        form = submitted(SignForm)
        made = _sign(task, form)
    except InvalidInput as error:
        return shown_again(TEMPLATE, error, SignForm, **_context(task))
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_see(uow.session, actor, document_id)
        record_signature(uow, document, form.version_id, task.kind, made)
    toast.say(_("Signed. The signature was checked and is stored."))
    return redirect(url_for("documents.show", document_id=document_id))


def _task(actor: Actor, document_id: DocumentId) -> Task:
    """Return what the actor is to sign. Raises MayNotSign, NoKey, and what forbids it."""
    with runtime().read() as session:
        document = queries.get_to_see(session, actor, document_id)
        version = queries.latest(document)
        kind = kind_due(actor, document.meeting, document)
        if kind is None:
            raise MayNotSign
        refusal = why_not_sign(document, version, kind)
        if refusal is not None:
            raise refusal
        usable = keys.keys_to_sign(session, actor, kind)
        accompanied = keys.number_accompanied(session, document.meeting_id)
    if not usable:
        raise NoKey
    return Task(document, version, kind, usable, accompanied)


def _sign(task: Task, form: SignForm) -> Made:
    """Sign in a worker, store, check what was stored. Raises InvalidInput for a wrong PIN."""
    if form.version_id != task.version.id:
        raise SignedMeanwhile
    key = next((each for each in task.keys if each.id == form.key_id), None)
    if key is None:
        raise NoSuchKey
    try:
        made = sign_and_check(
            _request(task, key, form),
            storage=neighbour(Storage),
            trust=read_trust(runtime().settings),
            now=runtime().clock(),
            run=neighbour(Workers).run,
        )
    except WrongPin as error:
        raise InvalidInput({"pin": error.sentence}) from error
    with runtime().unit_of_work(SYSTEM) as uow:
        keep_verdict(uow, **made.verdict.as_record())
    made.ensure_sound()
    return Made(
        sha256=made.blob.sha256,
        size=made.blob.size,
        key_id=key.id,
        field_name=made.signed.field_name,
        level=made.signed.level,
        reason=form.reason,
        signed_at=made.signed.signed_at,
    )


def _request(task: Task, key: SigningKey, form: SignForm) -> SignRequest:
    settings = runtime().settings
    return SignRequest(
        pdf=neighbour(Storage).read(task.version.sha256),
        key=KeyFile(read_key(settings, key.file), form.pin),
        moment=runtime().clock(),
        field_name=task.field_name,
        appearance=_appearance(task, key),
        reason=form.reason or None,
        certify=True,
        fields=_fields(task, key),
        timestamp_url=tsa_url(settings) if form.level == "B-T" else None,
        crls=read_trust(settings).crls,
        fonts=font_folders(settings),
    )


def _fields(task: Task, key: SigningKey) -> tuple[EmptyField, ...]:
    """Return the fields that are prepared before the person signs: the own and the office's."""
    person = _appearance(task, key)
    return (
        EmptyField(FIELDS[SignatureKind.PERSON], person),
        EmptyField(FIELDS[SignatureKind.ORGANISATION], _office(task, "")),
    )


def _appearance(task: Task, key: SigningKey) -> Appearance:
    if task.kind is SignatureKind.ORGANISATION:
        unit = key.unit.name if key.unit else ""
        return _office(task, unit, _picture(key))
    name = key.person.name if key.person else key.subject
    return Appearance(Profile.PERSON, name=name, image=_picture(key))


def _office(task: Task, unit: str, image: bytes | None = None) -> Appearance:
    """Return the seal, or for an attachment the note of number and time (NĐ 30, II.8b)."""
    if task.document.type is DocumentType.MATERIAL and task.accompanied:
        return Appearance(Profile.ORG_ATTACHMENT, number=task.accompanied)
    return Appearance(Profile.ORG_MAIN, unit=unit, image=image)


def _picture(key: SigningKey) -> bytes | None:
    return neighbour(Storage).read(key.image_sha256) if key.image_sha256 else None


def _context(task: Task) -> dict[str, Any]:
    stamped = [("B-T", _("B-T: with a timestamp"))] if tsa_url(runtime().settings) else []
    return {
        "key_choices": [
            (
                str(key.id),
                key.subject,
                _("%(issuer)s, until %(day)s", issuer=key.issuer, day=format_date(key.not_after)),
                "certificate",
            )
            for key in task.keys
        ],
        "level_choices": [*stamped, ("B-B", _("B-B: basic"))],
        "document": task.document,
        "version": task.version,
        "kind": task.kind,
        "keys": task.keys,
        "now": runtime().clock(),
    }
