"""What programs on the signer's machine ask: with a one-time address instead of a session.

The address is a signed link, good for ten minutes, for one errand of one person. Files go out
once and come in once; whoever the signer is by now is looked up anew at every step.
"""

from base64 import b64decode
from typing import Any, Final
from uuid import UUID

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError, InvalidInput
from hub.core.ids import EntryId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents.errors import ErrandOver, NoSuchErrand, NoSuchKey
from hub.documents.forms.signing import CertificateForm, SignatureForm
from hub.documents.models import ErrandState, SigningErrand, SigningKey, SigningPath
from hub.documents.queries import errands
from hub.documents.rules.signing import PDF
from hub.documents.service import errands as service
from hub.documents.service.signing import Made
from hub.documents.views import pages
from hub.documents.views.awaited import Awaited, awaited_by, key_of_certificate
from hub.documents.views.elsewhere import PURPOSE
from hub.documents.views.tasks import taken
from hub.gateways.signing import work
from hub.gateways.signing.contract import KeyFacts, Level, PublicKey
from hub.gateways.signing.folders import proof_for, read_trust
from hub.gateways.signing.problems import SignatureNotSound
from hub.gateways.signing.reserving import kept_form, reserved_from
from hub.gateways.signing.signer import WITHIN_S
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web.access import for_anyone, links, neighbour, runtime, settings
from hub.web.body import submitted
from hub.web.downloads import inline
from hub.web.security import limited_in_failing, without_form_token

#: Refusals of one address; many may sign behind it at once.
OFTEN: Final = "60 per minute"


@pages.get("/signing/<token>")
@for_anyone
@limited_in_failing(OFTEN)
def errand_facts(token: str) -> ResponseReturnValue:
    """Say what waits to be signed."""
    errand, actor, awaited = _errand(token)
    if errand.path is not SigningPath.CLIENT:
        raise NoSuchErrand
    return jsonify(
        title=awaited.title,
        filename=awaited.filename,
        sha256=awaited.sha256,
        signer=actor.name,
        expires_at=errand.expires_at.isoformat(),
    )


@pages.post("/signing/<token>/certificate")
@without_form_token
@for_anyone
@limited_in_failing(OFTEN)
def errand_certificate(token: str) -> ResponseReturnValue:
    """Prepare the file for the key of this certificate; return what is to be signed."""
    errand, actor, awaited = _errand(token)
    der = _bytes(submitted(CertificateForm).certificate, "certificate")
    facts: KeyFacts = neighbour(Workers).run(work.facts_of_certificate, der)
    key = _key(awaited, facts)
    asked = awaited.request(key, PublicKey(der))
    reserve = work.reserve if _is_pdf(awaited) else work.reserve_detached
    reserved = neighbour(Workers).run(reserve, asked, timeout_s=WITHIN_S)
    prepared = neighbour(Storage).put(reserved.pdf or asked.pdf)
    kept = kept_form(reserved)
    with runtime().unit_of_work(actor) as uow:
        found = errands.errand(uow.session, errand.id)
        service.reserve_errand(
            uow, found, key_id=key.id, reserved=kept, prepared_sha256=prepared.sha256
        )
    return jsonify({name: kept[name] for name in ("attributes", "digest", "start", "end")})


@pages.get("/signing/<token>/prepared")
@for_anyone
@limited_in_failing(OFTEN)
def errand_prepared(token: str) -> ResponseReturnValue:
    """Return the prepared file, for the client to look at before it signs."""
    errand, _actor, awaited = _errand(token)
    if not errand.prepared_sha256:
        raise NoSuchErrand
    content = neighbour(Storage).read(errand.prepared_sha256)
    return inline(content, awaited.filename, awaited.media_type)


@pages.post("/signing/<token>/signature")
@without_form_token
@for_anyone
@limited_in_failing(OFTEN)
def errand_signature(token: str) -> ResponseReturnValue:
    """Put the signature of the client into the file, check and keep it."""
    errand, actor, awaited = _fetched(token)
    if errand.reserved is None:
        raise NoSuchErrand
    signature = _bytes(submitted(SignatureForm).signature, "signature")
    key = next(each for each in awaited.keys if each.id == errand.key_id)
    storage = neighbour(Storage)
    prepared = storage.read(errand.prepared_sha256) if _is_pdf(awaited) else b""
    proof = proof_for(settings(), Level(errand.level))
    reserved = reserved_from(errand.reserved, prepared, proof)
    finish = work.finish if _is_pdf(awaited) else work.finish_detached
    original = storage.read(awaited.sha256)
    try:
        signed: Any = neighbour(Workers).run(
            finish, original, reserved, signature, timeout_s=WITHIN_S
        )
        made = awaited.take(key, signed)
    except (InvalidInput, SignatureNotSound) as refusal:
        _refuse(actor, errand, refusal)
        raise
    _finish(actor, errand, awaited, made)
    return jsonify(message=_("Signed. The signature was checked and is stored."))


@pages.get("/signing/<token>/source.pdf")
@for_anyone
@limited_in_failing(OFTEN)
def errand_source(token: str) -> ResponseReturnValue:
    """Hand the file out to VGCA's program, once."""
    errand, actor, awaited = _errand(token)
    if errand.path is not SigningPath.VGCA:
        raise NoSuchErrand
    with runtime().unit_of_work(actor) as uow:
        service.fetch_errand(uow, errands.errand(uow.session, errand.id))
    content = neighbour(Storage).read(awaited.sha256)
    return inline(content, awaited.filename, awaited.media_type)


@pages.post("/signing/<token>/upload")
@without_form_token
@for_anyone
@limited_in_failing(OFTEN)
def errand_upload(token: str) -> ResponseReturnValue:
    """Take the file back from VGCA's program, once, and answer in its words."""
    request.max_content_length = (settings().upload_limit_mb + 1) << 20
    try:
        message = _take_back(token)
    except HubError as refusal:
        return _vgca_answer(False, refusal.sentence)  # noqa: FBT003  (their word is Status)
    return _vgca_answer(True, message)  # noqa: FBT003


def _take_back(token: str) -> str:
    errand, actor, awaited = _fetched(token)
    if errand.path is not SigningPath.VGCA:
        raise NoSuchErrand
    part = next(iter(request.files.values()), None)
    returned = part.read() if part is not None else b""
    expected = frozenset(each.fingerprint for each in awaited.keys)
    try:
        found = neighbour(Workers).run(
            work.ensure_returned,
            neighbour(Storage).read(awaited.sha256),
            returned,
            expected,
            read_trust(settings()),
            runtime().clock(),
            timeout_s=WITHIN_S,
        )
    except (InvalidInput, SignatureNotSound) as refusal:
        _refuse(actor, errand, refusal)
        raise
    key = key_of_certificate(awaited, found.fingerprint)
    _finish(actor, errand, awaited, taken(key, returned, found, errand.reason))
    return _("Signed. The signature was checked and is stored.")


def _vgca_answer(status: bool, message: str) -> Response:  # noqa: FBT001
    return jsonify(Status=status, Message=message, FileName="", FileServer="")


def _errand(token: str) -> tuple[SigningErrand, Actor, Awaited]:
    """Return the errand of an address, its sender, and what it waits for if it still does."""
    now = runtime().clock()
    payload = links().read(PURPOSE, token, now=now)
    with runtime().read() as session:
        errand = errands.errand(session, EntryId(UUID(str(payload["id"]))))
        actor = errands.signer_of(session, errand, now)
    if errand.state not in service.OPEN:
        raise ErrandOver
    return errand, actor, awaited_by(actor, errand)


def _fetched(token: str) -> tuple[SigningErrand, Actor, Awaited]:
    errand, actor, awaited = _errand(token)
    if errand.state is not ErrandState.FETCHED:
        raise ErrandOver
    return errand, actor, awaited


def _is_pdf(awaited: Awaited) -> bool:
    return awaited.media_type == PDF


def _key(awaited: Awaited, facts: KeyFacts) -> SigningKey:
    try:
        return key_of_certificate(awaited, facts.fingerprint)
    except NoSuchKey as error:
        said = _(
            "The certificate of %(name)s is not registered for this signature. "
            "Please ask your administrator to register it.",
            name=facts.name,
        )
        raise InvalidInput({"certificate": said}) from error


def _finish(actor: Actor, errand: SigningErrand, awaited: Awaited, made: Made) -> None:
    """Write signature and end of the errand down; what is refused here does not come again."""
    try:
        with runtime().unit_of_work(actor) as uow:
            awaited.write_down(uow, errands.errand(uow.session, errand.id), made)
    except HubError as refusal:
        _refuse(actor, errand, refusal)
        raise


def _refuse(actor: Actor, errand: SigningErrand, refusal: HubError) -> None:
    with runtime().unit_of_work(actor) as uow:
        found = errands.errand(uow.session, errand.id)
        service.refuse_errand(uow, found, refusal.sentence, refusal.code)


def _bytes(text: str, field: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        raise InvalidInput({field: _("This is not base64.")}) from error
