"""The register of signing keys, for administrators."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.ids import PersonId, SigningKeyId, UnitId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.documents.errors import NoSuchKey
from hub.documents.forms.signing import KeyForm
from hub.documents.models import SignatureKind, SigningKey
from hub.documents.queries import keys
from hub.documents.service import keys as register
from hub.documents.views import pages
from hub.gateways.signing import work
from hub.gateways.signing.contract import KeyFacts, TokenKey
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.gateways.signing.folders import key_files, read_key, token_key
from hub.gateways.signing.problems import (
    KeyUnreadable,
    KeyUnsuitable,
    TokenAway,
    TokenFailed,
    TokenLocked,
    WrongPin,
)
from hub.gateways.workers import WorkerFailed, Workers, WorkersBusy
from hub.web import toast
from hub.web.access import for_role, neighbour, runtime
from hub.web.body import shown_again, submitted
from hub.web.security import limited


@pages.get("/admin/keys")
@for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR)
def list_keys(actor: Actor) -> ResponseReturnValue:
    """Show the keys of the units the actor manages, and the files not registered yet."""
    return render_template("documents/keys.html", typed={}, **_context(actor))


@pages.post("/admin/keys")
@for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)
@limited("10 per minute")
def register_key(actor: Actor) -> ResponseReturnValue:
    """Read a key file's certificate with its PIN and register it."""
    try:
        form = submitted(KeyForm)
        _ensure_managed(actor, form)
        place, facts = _facts(form)
    except InvalidInput as error:
        return shown_again("documents/keys.html", error, KeyForm, **_context(actor))
    record = register.KeyRecord(
        **place,
        subject=facts.name,
        issuer=facts.issuer,
        serial=facts.serial,
        fingerprint=facts.fingerprint,
        not_before=facts.valid_from,
        not_after=facts.valid_until,
        is_test=facts.is_test,
    )
    with runtime().unit_of_work(actor) as uow:
        if form.kind is SignatureKind.PERSON:
            register.register_of_person(uow, record, form.person_id)
        else:
            register.register_of_unit(uow, record, form.unit_id or actor.unit_id)
    toast.say(_("The key of %(name)s was registered.", name=facts.name))
    return redirect(url_for("documents.list_keys"))


@pages.post("/admin/keys/<uuid:key_id>/retire")
@for_role(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)
def retire_key(actor: Actor, key_id: SigningKeyId) -> ResponseReturnValue:
    """Let a key sign no more."""
    with runtime().unit_of_work(actor) as uow:
        managed = directory.managed_by(uow.session, actor)
        if key_id not in {each.id for each in keys.registered(uow.session, managed)}:
            raise NoSuchKey
        register.retire(uow, keys.key(uow.session, key_id))
    toast.say(_("The key was retired. What it has signed stays signed."))
    return redirect(url_for("documents.list_keys"))


def _facts(form: KeyForm) -> tuple[dict[str, str], KeyFacts]:
    """Return where the key is and what its certificate says. Raises InvalidInput."""
    kind, _colon, name = form.source.partition(":")
    if kind == "certificate":
        return {}, _facts_of_certificate(form.certificate)
    if not form.pin:
        raise InvalidInput({"pin": _("Type the PIN of the key.")})
    configured = runtime().settings
    if kind == "token":
        key: KeyFile | TokenKey = token_key(configured, name, form.pin)
    else:
        key = KeyFile(read_key(configured, name), form.pin)
    try:
        facts = neighbour(Workers).run(work.facts_of, key)
    except (WrongPin, TokenLocked) as error:
        raise InvalidInput({"pin": error.sentence}) from error
    except (KeyUnsuitable, TokenAway, TokenFailed) as error:
        raise InvalidInput({"source": error.sentence}) from error
    return {kind: name}, facts


def _facts_of_certificate(pem: str) -> KeyFacts:
    try:
        return neighbour(Workers).run(work.facts_of_certificate, pem.encode())
    except (KeyUnreadable, KeyUnsuitable) as error:
        said = _("Paste the certificate as text that begins with -----BEGIN CERTIFICATE-----.")
        sentence = said if isinstance(error, KeyUnreadable) else error.sentence
        raise InvalidInput({"certificate": sentence}) from error


def _sources(files: list[str], known: set[str]) -> tuple[list[tuple[str, str]], str]:
    """Return what can be registered, and what the token said when it did not answer."""
    choices = [(f"file:{name}", name) for name in files]
    configured = runtime().settings
    trouble = ""
    if configured.pkcs11_module:
        try:
            found = neighbour(Workers).run(
                work.on_tokens, configured.pkcs11_module, configured.pkcs11_token
            )
        except (TokenAway, TokenFailed, WorkerFailed, WorkersBusy) as error:
            found, trouble = [], error.sentence
        choices += [
            (f"token:{each.uri}", f"{facts.name} – {each.token}")
            for each, facts in found
            if each.uri not in known
        ]
    choices.append(("certificate", _("Only the certificate: the key is with its holder")))
    return choices, trouble


def _ensure_managed(actor: Actor, form: KeyForm) -> None:
    """Raise InvalidInput when the holder is none of the actor's people or units."""
    with runtime().read() as session:
        posts = keys.signing_posts(session, actor)
    if form.kind is SignatureKind.PERSON:
        if form.person_id not in {post.person_id for post in posts}:
            raise InvalidInput({"person_id": _("Choose the person who holds this key.")})
    elif form.unit_id is not None and form.unit_id not in {post.unit_id for post in posts}:
        raise InvalidInput({"unit_id": _("Choose one of your units.")})


def _context(actor: Actor) -> dict[str, Any]:
    settings = runtime().settings
    with runtime().read() as session:
        managed = directory.managed_by(session, actor)
        seen = None if actor.has(Role.AUDITOR) else managed
        registered: list[SigningKey] = keys.registered(session, seen)
        known = keys.known_files(session)
        known_tokens = keys.known_tokens(session)
        posts = keys.signing_posts(session, actor)
    files = [name for name in key_files(settings) if name not in known]
    may_register = actor.has(Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)
    sources, trouble = _sources(files, known_tokens) if may_register else ([], "")
    people: dict[PersonId, str] = {}
    units: dict[UnitId, str] = {}
    for post in posts:
        people.setdefault(
            post.person_id, f"{post.person.name} – {post.title}, {post.unit.short_name}"
        )
        units.setdefault(post.unit_id, post.unit.name)
    return {
        "keys": registered,
        "sources": sources,
        "token_trouble": trouble,
        "people": list(people.items()),
        "units": list(units.items()),
        "now": runtime().clock(),
        "may_register": may_register,
        "folder": settings.keys.name,
    }
