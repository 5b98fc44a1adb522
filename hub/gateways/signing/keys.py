"""Keys in PKCS#12 files, and what their certificates say."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from hub.core.clock import format_date
from hub.gateways.signing.contract import KeyFacts, SigningKey
from hub.gateways.signing.problems import (
    KeyExpired,
    KeyNotYetValid,
    KeyRevoked,
    KeyUnreadable,
    KeyUnsuitable,
    WrongPin,
)

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

#: Stands in every name of the test authority, so that nobody takes it for a real one.
TEST_LABEL: Final = "Điểm Cầu TEST – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
MAX_KEY_FILE: Final = 200_000
MIN_RSA_BITS: Final = 2048


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A key ready to sign. Stays in the process that opened it."""

    private: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    facts: KeyFacts

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data` with SHA-256: PKCS#1 v1.5, or ECDSA."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


def facts_of(key: SigningKey) -> KeyFacts:
    """Return what the key's certificate says. Raises KeyUnreadable, WrongPin, KeyUnsuitable."""
    return open_key(key).facts


def facts_of_certificate(der: bytes) -> KeyFacts:
    """Return what a certificate (DER) says. Raises KeyUnreadable."""
    try:
        return read_facts(x509.load_der_x509_certificate(der))
    except ValueError as error:
        raise KeyUnreadable from error


def open_key(key: SigningKey) -> OpenedKey:
    """Open the file with its PIN. Raises KeyUnreadable, WrongPin, KeyUnsuitable.

    Reading an RSA key checks that its primes are prime, which takes a hundred times longer
    than a signature; so the process keeps the keys it opened last.
    """
    return _open(key.pkcs12, key.pin)


@lru_cache(maxsize=64)
def _open(pkcs12_bytes: bytes, pin: str) -> OpenedKey:
    if len(pkcs12_bytes) > MAX_KEY_FILE or not _looks_like_pkcs12(pkcs12_bytes):
        raise KeyUnreadable
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(
            pkcs12_bytes, pin.encode("utf-8")
        )
    except ValueError as error:
        raise (WrongPin if "password" in str(error).lower() else KeyUnreadable) from error
    except Exception as error:
        raise KeyUnreadable from error
    if private is None or certificate is None:
        raise KeyUnreadable
    facts = read_facts(certificate)
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnsuitable(name=facts.name)
    _ensure_for_documents(certificate, facts)
    if _public_der(private.public_key()) != _public_der(certificate.public_key()):
        raise KeyUnreadable
    return OpenedKey(private, certificate, tuple(others), facts)


def ensure_usable(
    certificate: x509.Certificate, facts: KeyFacts, now: datetime, crls: Iterable[bytes] = ()
) -> None:
    """Check days and revocation before signing (TT 15/2025/TT-BKHCN art. 5).

    Raises KeyExpired, KeyNotYetValid, KeyRevoked.
    """
    if now > facts.valid_until:
        raise KeyExpired(name=facts.name, on=format_date(facts.valid_until))
    if now < facts.valid_from:
        raise KeyNotYetValid(name=facts.name, on=format_date(facts.valid_from))
    for der in crls:
        crl = x509.load_der_x509_crl(der)
        if crl.issuer == certificate.issuer and crl.get_revoked_certificate_by_serial_number(
            certificate.serial_number
        ):
            raise KeyRevoked(name=facts.name)


def read_facts(certificate: x509.Certificate) -> KeyFacts:
    """Return what the certificate says about its holder."""
    subject, issuer = certificate.subject, certificate.issuer
    der = certificate.public_bytes(serialization.Encoding.DER)
    return KeyFacts(
        name=_of(subject, NameOID.COMMON_NAME) or subject.rfc4514_string(),
        unit=_of(subject, NameOID.ORGANIZATION_NAME),
        title=_of(subject, NameOID.TITLE),
        uid=_of(subject, NameOID.USER_ID) or _of(subject, NameOID.SERIAL_NUMBER),
        issuer=_of(issuer, NameOID.COMMON_NAME) or issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        algorithm=_algorithm(certificate),
        fingerprint=hashlib.sha256(der).hexdigest(),
        is_test=any(TEST_LABEL in str(part.value) for part in (*subject, *issuer)),
    )


def _looks_like_pkcs12(data: bytes) -> bool:
    """Tell a damaged or foreign file from one that only needs another PIN (RFC 7292 §4)."""
    from asn1crypto import pkcs12 as pfx

    try:
        return bool(pfx.Pfx.load(data, strict=True)["version"].native == "v3")
    except Exception:
        return False


def _ensure_for_documents(certificate: x509.Certificate, facts: KeyFacts) -> None:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey) and public.key_size < MIN_RSA_BITS:
        raise KeyUnsuitable(name=facts.name)
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise KeyUnsuitable(name=facts.name)


def _of(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""


def _algorithm(certificate: x509.Certificate) -> str:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return f"RSA {public.key_size}"
    if isinstance(public, ec.EllipticCurvePublicKey):
        return f"ECDSA {public.curve.name}"
    return type(public).__name__.removesuffix("PublicKey")


def _public_der(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined,no-any-return]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
