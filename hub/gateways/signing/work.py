"""What the hub asks its workers for. Light to import: pyHanko is loaded in the worker only.

workers.run(work.sign, request)
"""

from datetime import datetime
from typing import TYPE_CHECKING

from hub.gateways.signing.contract import (
    Appearance,
    DetachedSignature,
    FontFolders,
    Ink,
    KeyFacts,
    Preview,
    PublicKey,
    Reserved,
    SignedPdf,
    SigningKey,
    SignRequest,
    TokenKey,
    TrustAnchors,
)
from hub.gateways.signing.verdict import SignatureVerdict, Verdict
from hub.sign_client.token import OnToken

if TYPE_CHECKING:
    from hub.gateways.signing.register import RegisterFacts


def sign(request: SignRequest) -> SignedPdf:
    """See `pades.sign`."""
    from hub.gateways.signing import pades

    return pades.sign(request)


def reserve(request: SignRequest) -> Reserved:
    """See `pades.reserve`."""
    from hub.gateways.signing import pades

    return pades.reserve(request)


def finish(original: bytes, reserved: Reserved, signature: bytes) -> SignedPdf:
    """See `pades.finish`."""
    from hub.gateways.signing import pades

    return pades.finish(original, reserved, signature)


def sign_detached(request: SignRequest) -> DetachedSignature:
    """See `cades.sign`."""
    from hub.gateways.signing import cades

    return cades.sign(request)


def reserve_detached(request: SignRequest) -> Reserved:
    """See `cades.reserve`."""
    from hub.gateways.signing import cades

    return cades.reserve(request)


def finish_detached(original: bytes, reserved: Reserved, signature: bytes) -> DetachedSignature:
    """See `cades.finish`."""
    from hub.gateways.signing import cades

    return cades.finish(original, reserved, signature)


def validate_detached(data: bytes, p7s: bytes, trust: TrustAnchors, now: datetime) -> Verdict:
    """See `validation.validate_detached`."""
    from hub.gateways.signing import validation

    return validation.validate_detached(data, p7s, trust, now)


def ensure_returned(
    sent: bytes, returned: bytes, fingerprints: frozenset[str], trust: TrustAnchors, now: datetime
) -> SignatureVerdict:
    """See `roundtrip.ensure_returned`."""
    from hub.gateways.signing import roundtrip

    return roundtrip.ensure_returned(sent, returned, fingerprints, trust, now)


def validate(pdf: bytes, trust: TrustAnchors, now: datetime) -> Verdict:
    """See `validation.validate`."""
    from hub.gateways.signing import validation

    return validation.validate(pdf, trust, now)


def admits_new_fields(pdf: bytes) -> bool:
    """See `fields.admits_new_fields`."""
    from hub.gateways.signing import fields

    return fields.admits_new_fields(pdf)


def preview(
    pdf: bytes, field_name: str, appearance: Appearance, moment: datetime, fonts: FontFolders
) -> Preview:
    """See `preview.preview`."""
    from hub.gateways.signing import preview as previews

    return previews.preview(pdf, field_name, appearance, moment, fonts)


def facts_of(key: SigningKey | TokenKey) -> KeyFacts:
    """See `holders.facts_of`."""
    from hub.gateways.signing import holders

    return holders.facts_of(key)


def facts_of_certificate(certificate: bytes) -> KeyFacts:
    """See `keys.certified`: PEM is taken too."""
    from hub.gateways.signing import keys

    return keys.certified(PublicKey(keys.der_of(certificate))).facts


def on_tokens(module: str, label: str) -> list[tuple[OnToken, KeyFacts]]:
    """See `holders.on_tokens`."""
    from hub.gateways.signing import holders

    return holders.on_tokens(module, label)


def read_certificates(data: bytes) -> "tuple[RegisterFacts, ...]":
    """See `register.read_certificates`."""
    from hub.gateways.signing import register

    return register.read_certificates(data)


def judge_certificates(
    pems: tuple[str, ...], trust: TrustAnchors, now: datetime
) -> tuple[str, ...]:
    """See `register.judge_certificates`."""
    from hub.gateways.signing import register

    return register.judge_certificates(pems, trust, now)


def prepare_picture(png: bytes, ink: Ink) -> bytes:
    """See `pictures.prepare_picture`."""
    from hub.gateways.signing import pictures

    return pictures.prepare_picture(png, ink)
