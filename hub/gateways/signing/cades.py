"""Signing files that are not PDF: CAdES B-B and B-T (EN 319 122-1), detached, in a .p7s."""

import hashlib

from hub.gateways.signing import cms, making, selfcheck, tsa
from hub.gateways.signing.contract import (
    DetachedSignature,
    KeyFacts,
    Level,
    Reserved,
    SignRequest,
)
from hub.gateways.signing.keys import Signatory, ensure_usable


def sign(request: SignRequest) -> DetachedSignature:
    """Sign a file (`request.pdf`, of whatever kind) and return the signature, checked once more.

    Field, appearance and evidence of the request are of no meaning here. Raises the refusals of
    the key and of the timestamp server.
    """
    return making.sign(request, _reserved, _finished)


def reserve(request: SignRequest) -> Reserved:
    """Return what a key that is elsewhere has to sign. Raises the refusals of the key."""
    return making.reserve(request, _reserved)


def finish(original: bytes, reserved: Reserved, signature: bytes) -> DetachedSignature:
    """Make the .p7s of a signature that was made elsewhere. Raises SignatureNotSound."""
    return making.finish(original, reserved, signature, _finished)


def _reserved(request: SignRequest, key: Signatory) -> Reserved:
    ensure_usable(key.certificate, key.facts, request.moment, request.crls)
    digest = hashlib.sha256(request.pdf).digest()
    return Reserved(
        pdf=b"",
        attributes=cms.signed_attributes(key.certificate, digest, signing_time=request.moment),
        digest=digest,
        start=0,
        end=0,
        size_before=len(request.pdf),
        field_name="",
        moment=request.moment,
        place=None,
        certificate=cms.der(key.certificate),
        chain=tuple(cms.der(each) for each in key.chain),
        timestamp_url=request.timestamp_url,
    )


def _finished(
    data: bytes, reserved: Reserved, signature: bytes, key: Signatory, facts: KeyFacts
) -> DetachedSignature:
    token, proven_at = (None, None)
    if reserved.timestamp_url:
        token, proven_at = tsa.ask(reserved.timestamp_url, signature)
    p7s = cms.signed_data(key, reserved.attributes, signature, timestamp_token=token)
    selfcheck.ensure_detached_sound(data, p7s, key.certificate)
    level = Level.B_T if token else Level.B_B
    return DetachedSignature(p7s, level.value, reserved.moment, proven_at, facts)
