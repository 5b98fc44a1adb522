"""Keys in PKCS#12 files and PKCS#11 tokens, and what their certificates say."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, Protocol, TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from hub.core.clock import format_date
from hub.gateways.signing.contract import KeyFacts, PublicKey, SigningKey
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
LONGEST_CHAIN: Final = 5


class Signatory(Protocol):
    """Whose certificate goes into a signature. The key itself may be elsewhere."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate whose key signs."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Certificates above it that go along."""

    @property
    def facts(self) -> KeyFacts:
        """What the certificate says."""


class Signer(Signatory, Protocol):
    """A key that can sign now."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature over `data` with SHA-256."""


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate whose key signs elsewhere: on the user's machine."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    facts: KeyFacts


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


def certified(key: PublicKey) -> Certified:
    """Return the certificate of a key that is elsewhere. Raises KeyUnreadable, KeyUnsuitable."""
    try:
        certificate = x509.load_der_x509_certificate(key.certificate)
        chain = chain_above(certificate, key.issuers)
    except ValueError as error:
        raise KeyUnreadable from error
    facts = read_facts(certificate)
    public = certificate.public_key()
    if not isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise KeyUnsuitable(name=facts.name)
    ensure_for_documents(certificate, facts)
    return Certified(certificate, chain, facts)


def chain_above(
    certificate: x509.Certificate, candidates: Iterable[bytes]
) -> tuple[x509.Certificate, ...]:
    """Return the issuers of a certificate that are among the candidates, without a root."""
    known = [x509.load_der_x509_certificate(each) for each in candidates]
    chain: list[x509.Certificate] = []
    while len(chain) < LONGEST_CHAIN:
        below = chain[-1] if chain else certificate
        above = next((each for each in known if _issued(each, below)), None)
        if above is None or above.subject == above.issuer:
            break
        chain.append(above)
    return tuple(chain)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def der_of(certificate: bytes) -> bytes:
    """Return a certificate file's content in DER, be it DER or PEM. Raises KeyUnreadable."""
    try:
        if certificate.lstrip().startswith(b"-----"):
            found = x509.load_pem_x509_certificate(certificate)
        else:
            found = x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        raise KeyUnreadable from error
    return found.public_bytes(serialization.Encoding.DER)


def ensure_signed(certificate: x509.Certificate, signature: bytes, data: bytes) -> None:
    """Raise KeyUnreadable unless the signature over `data` was made with this key."""
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            raise KeyUnreadable
    except InvalidSignature as error:
        raise KeyUnreadable from error


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
    ensure_for_documents(certificate, facts)
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


def ensure_for_documents(certificate: x509.Certificate, facts: KeyFacts) -> None:
    """Raise KeyUnsuitable when a certificate is not for signing documents, or its key weak."""
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
