"""The picture of a person's signature and of an office's seal: look, send, remove."""

from typing import Any, Final

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput, TooLarge
from hub.core.ids import SigningKeyId, UploadId, new_id
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.documents.errors import NoSuchPicture
from hub.documents.models import SignatureKind, SigningKey
from hub.documents.queries import keys
from hub.documents.service import keys as register
from hub.documents.views import pages
from hub.gateways.inspection import inspect_in
from hub.gateways.signing import work
from hub.gateways.signing.contract import Ink
from hub.gateways.signing.problems import ImageUnreadable
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web import toast
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.body import shown_again
from hub.web.downloads import inline
from hub.web.security import limited, with_file

TEMPLATE: Final = "documents/picture.html"
LARGEST: Final = 2 << 20
NO_FILE: Final = N_("Choose a PNG file.")
INKS: Final = {SignatureKind.PERSON: Ink.BLUE, SignatureKind.ORGANISATION: Ink.RED}


@pages.get("/keys")
@for_signed_in
def own_keys(actor: Actor) -> ResponseReturnValue:
    """Show the keys that the actor signs with, and their pictures."""
    with runtime().read() as session:
        found = keys.keys_of(session, actor)
    return render_template("documents/own_keys.html", keys=found, now=runtime().clock())


@pages.get("/keys/<uuid:key_id>/picture")
@for_signed_in
def picture_page(actor: Actor, key_id: SigningKeyId) -> ResponseReturnValue:
    """Show how the holder's signature or seal looks now, and take another picture."""
    return render_template(TEMPLATE, typed={}, **_context(actor, key_id))


@pages.post("/keys/<uuid:key_id>/picture")
@for_signed_in
@with_file
@limited("10 per minute")
def put_picture(actor: Actor, key_id: SigningKeyId) -> ResponseReturnValue:
    """Inspect a picture, make it transparent and keep it; a refusal is shown on the page."""
    context = _context(actor, key_id)
    try:
        png = _prepared(INKS[context["key"].kind])
    except (InvalidInput, TooLarge) as refused:
        fields = refused.fields if isinstance(refused, InvalidInput) else {}
        mistake = InvalidInput(fields or {"file": refused.sentence})
        return shown_again(TEMPLATE, mistake, **context)
    blob = neighbour(Storage).put(png)
    with runtime().unit_of_work(actor) as uow:
        key = keys.key_to_picture(uow.session, actor, key_id)
        register.set_picture(uow, key, blob.sha256)
    toast.say(_("The picture is kept. It will be shown by the next signatures."))
    return redirect(url_for(".picture_page", key_id=key_id), 303)


@pages.post("/keys/<uuid:key_id>/picture/remove")
@for_signed_in
def remove_picture(actor: Actor, key_id: SigningKeyId) -> ResponseReturnValue:
    """Take the picture away; the hub draws the signature or seal itself again."""
    with runtime().unit_of_work(actor) as uow:
        register.remove_picture(uow, keys.key_to_picture(uow.session, actor, key_id))
    toast.say(_("The picture was removed. What was signed with it stays as it is."))
    return redirect(url_for(".picture_page", key_id=key_id), 303)


@pages.get("/keys/<uuid:key_id>/picture.png")
@for_signed_in
def picture(actor: Actor, key_id: SigningKeyId) -> Response:
    """Return the picture itself. Raises NoSuchPicture."""
    key = _key(actor, key_id)
    if not key.image_sha256:
        raise NoSuchPicture
    return inline(neighbour(Storage).read(key.image_sha256), "picture.png", "image/png")


def _key(actor: Actor, key_id: SigningKeyId) -> SigningKey:
    with runtime().read() as session:
        return keys.key_to_picture(session, actor, key_id)


def _context(actor: Actor, key_id: SigningKeyId) -> dict[str, Any]:
    key = _key(actor, key_id)
    return {
        "key": key,
        "is_seal": key.kind is SignatureKind.ORGANISATION,
        "limit_mb": LARGEST >> 20,
        "is_admin": actor.has(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN),
    }


def _prepared(ink: Ink) -> bytes:
    """Return the picture of the request, inspected and drawn anew. Raises InvalidInput, TooLarge.

    Both the inspection and the drawing happen in a worker, within its time and memory.
    """
    part = request.files.get("file")
    if part is None or not part.filename:
        raise InvalidInput({"file": _(NO_FILE)})
    storage, workers, upload_id = neighbour(Storage), neighbour(Workers), UploadId(new_id())
    storage.parts.create(upload_id)
    try:
        storage.parts.append(upload_id, 0, part.stream, limit=LARGEST)
        path = storage.parts.path(upload_id)
        if inspect_in(workers, path, part.filename).kind != "png":
            raise ImageUnreadable
        return workers.run(work.prepare_picture, path.read_bytes(), ink)
    finally:
        storage.parts.drop(upload_id)
