"""Certificate files as the register takes them, and what each certificate is worth now."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from hub.core.errors import InvalidInput
from hub.core.text import N_
from hub.gateways.signing import keys
from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.validation import trust as trusted

LARGEST: Final = 512 * 1024  # bytes
MOST: Final = 200


class NotACertificate(InvalidInput):
    """The file holds no certificates."""

    code = "not-a-certificate"
    text = N_("The file holds no certificate. Please choose a .cer, .crt, .pem or .p7b file.")


class PrivateKeyInside(InvalidInput):
    """Somebody is about to give a secret away."""

    code = "private-key-inside"
    text = N_(
        "The file holds a private key. Nothing was kept. Certificates only go into the register;"
        " whoever has seen this file may be able to sign in your name."
    )


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What the register keeps of a certificate. Moments are aware UTC."""

    fingerprint: str
    key_fingerprint: str
    pem: str
    name: str
    organisation: str
    subject: str
    issuer: str
    issuer_subject: str
    serial: str
    algorithm: str
    not_before: datetime
    not_after: datetime
    is_test: bool
    is_authority: bool


def read_certificates(data: bytes) -> tuple[RegisterFacts, ...]:
    """Return the certificates of a .cer, .crt, .pem or .p7b file, DER or PEM, each once.

    Raises NotACertificate, PrivateKeyInside.
    """
    if b"PRIVATE KEY" in data:
        raise PrivateKeyInside
    if not data or len(data) > LARGEST:
        raise NotACertificate
    try:
        found = _certificates(data)
        if not found or len(found) > MOST:
            raise NotACertificate
        facts = [_facts(each) for each in found]
    except (ValueError, TypeError, NotImplementedError) as error:
        raise NotACertificate from error
    return tuple({each.fingerprint: each for each in facts}.values())


def judge_certificates(
    pems: tuple[str, ...], trust: TrustAnchors, now: datetime
) -> tuple[str, ...]:
    """Return for each certificate the reason why it is trusted now, or is not (see REASONS)."""
    loaded = [_asn1(x509.load_pem_x509_certificate(each.encode())) for each in pems]
    return tuple(trusted.judge(each, (), trust, now).reason for each in loaded)


def _certificates(data: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN PKCS7" in data:
        return pkcs7.load_pem_pkcs7_certificates(data)
    if data.lstrip().startswith(b"-----"):
        return x509.load_pem_x509_certificates(data)
    try:
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        return pkcs7.load_der_pkcs7_certificates(data)


def _facts(certificate: x509.Certificate) -> RegisterFacts:
    says = keys.read_facts(certificate)
    public = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    digest = certificate.signature_hash_algorithm
    return RegisterFacts(
        fingerprint=says.fingerprint,
        key_fingerprint=hashlib.sha256(public).hexdigest(),
        pem=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        name=says.name[:300],
        organisation=says.unit[:300],
        subject=certificate.subject.rfc4514_string()[:1000],
        issuer=says.issuer[:300],
        issuer_subject=certificate.issuer.rfc4514_string()[:1000],
        serial=says.serial[:80],
        algorithm=f"{says.algorithm}, {digest.name.upper() if digest else '?'}"[:80],
        not_before=says.valid_from,
        not_after=says.valid_until,
        is_test=says.is_test,
        is_authority=_is_authority(certificate),
    )


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
