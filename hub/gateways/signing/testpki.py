"""Certificates for demonstrations and tests, each of them labelled as worth nothing.

P-256 and not RSA: a hub with 17 communes wants some fifty keys at its first start. That took
0.4 s of work (nearly all of it to lock the files with their PINs); RSA-2048 keys alone would
take some four seconds more. pdfsig, OpenSSL and the common readers check both kinds.
`rsa_bits` makes RSA keys, as official tokens hold, where a test wants them.
"""

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.gateways.signing.contract import SigningKey, TrustAnchors
from hub.gateways.signing.keys import TEST_LABEL, PrivateKey

#: The label in the form of a distinguished name: O and OU hold at most 64 letters.
COUNTRY: Final = "VN"
PIN_DIGITS: Final = 8
ROOT_YEARS, ISSUER_YEARS, HOLDER_YEARS, TSA_YEARS = 20, 12, 3, 6
CRL_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate and the key behind it."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom a key is made. `title` and `uid` are left out when empty."""

    name: str
    unit: str
    title: str = ""
    uid: str = ""


@dataclass(slots=True)
class TestPki:
    """A root, an issuing authority and what they issue. `now` is the moment of everything."""

    __test__ = False

    root: Authority
    issuer: Authority
    now: datetime
    rsa_bits: int | None = None
    revoked: list[tuple[int, datetime]] = field(default_factory=list)
    number: int = 1

    def issue(
        self, holder: Holder, *, since: datetime | None = None, until: datetime | None = None
    ) -> SigningKey:
        """Return a new key of a person or an organisation, with a random PIN."""
        since = since or self.now - timedelta(days=1)
        until = until or since + timedelta(days=365 * HOLDER_YEARS)
        key = _new_key(self.rsa_bits)
        extras = [(NameOID.TITLE, holder.title), (NameOID.USER_ID, holder.uid)]
        name = _name(holder.name, holder.unit, [extra for extra in extras if extra[1]])
        certificate = _issue(self.issuer, name, key, since, until, _for_documents())
        pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
        packed = pkcs12.serialize_key_and_certificates(
            holder.name.encode(), key, certificate, [self.issuer.certificate],
            serialization.BestAvailableEncryption(pin.encode()),
        )  # fmt: skip
        return SigningKey(packed, pin)

    def issue_tsa(self) -> Authority:
        """Return a key that may only sign timestamps (RFC 3161 §2.3)."""
        key = _new_key(self.rsa_bits)
        usage = [
            (_key_usage(digital_signature=True), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
        ]
        since = self.now - timedelta(days=1)
        until = since + timedelta(days=365 * TSA_YEARS)
        name = _name("Dịch vụ cấp dấu thời gian", "Điểm Cầu")
        return Authority(_issue(self.issuer, name, key, since, until, usage), key)

    def revoke(self, serial: int, when: datetime) -> None:
        """Name a certificate in the lists made from now on."""
        self.revoked.append((serial, when))

    def crls(self, now: datetime | None = None) -> tuple[bytes, bytes]:
        """Return the lists of the root and of the issuing authority, in DER."""
        now = now or self.now
        return (_crl(self.root, [], now), _crl(self.issuer, self.revoked, now))

    def trust(self, now: datetime | None = None) -> TrustAnchors:
        """Return what a hub that trusts this authority is configured with."""
        return TrustAnchors((self.root.der,), (self.issuer.der,), self.crls(now))


def create(now: datetime, rsa_bits: int | None = None, *, number: int = 1) -> TestPki:
    """Make a root and an issuing authority, valid from a day before `now`.

    `number` tells them from others that the same hub trusts: in their names and their files.
    """
    which = f" {number}" if number > 1 else ""
    since = now - timedelta(days=1)
    root_key, issuer_key = _new_key(rsa_bits), _new_key(rsa_bits)
    root_name = _name(f"Cơ quan chứng thực gốc{which}", "Điểm Cầu")
    until = since + timedelta(days=365 * ROOT_YEARS)
    certificate = _sign(root_name, root_name, root_key, root_key, since, until, _for_issuing(1))
    root = Authority(certificate, root_key)
    until = since + timedelta(days=365 * ISSUER_YEARS)
    name = _name(f"Cơ quan chứng thực cấp phát{which}", "Điểm Cầu")
    issuer = Authority(_issue(root, name, issuer_key, since, until, _for_issuing(0)), issuer_key)
    return TestPki(root, issuer, now, rsa_bits, number=number)


def write_trust(pki: TestPki, folder: Path) -> None:
    """Write anchors, helpers and lists where `read_trust` of the hub looks for them."""
    root_crl, issuer_crl = pki.crls()
    number = f"-{pki.number}" if pki.number > 1 else ""
    _write(folder / "anchors" / f"test-root{number}.cer", pki.root.der)
    _write(folder / "others" / f"test-issuing{number}.cer", pki.issuer.der)
    _write(folder / "crls" / f"test-root{number}.crl", root_crl)
    _write(folder / "crls" / f"test-issuing{number}.crl", issuer_crl)


def next_number(folder: Path) -> int:
    """Return the number of the next authority of this trust folder: the earlier stay trusted."""
    return 1 + len(list((folder / "anchors").glob("test-root*.cer")))


def write_tsa(tsa: Authority, folder: Path) -> None:
    """Write the timestamp server's key and certificate; the key is readable by the owner only."""
    secret = tsa.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(folder / "tsa.key", secret)
    _write(folder / "tsa.cer", tsa.der)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _new_key(rsa_bits: int | None) -> PrivateKey:
    if rsa_bits:
        return rsa.generate_private_key(public_exponent=65537, key_size=rsa_bits)
    return ec.generate_private_key(ec.SECP256R1())


def _name(
    common: str, unit: str, extras: list[tuple[x509.ObjectIdentifier, str]] | None = None
) -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, COUNTRY),
        (NameOID.ORGANIZATION_NAME, unit[:64]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, TEST_LABEL),
        *(extras or []),
        (NameOID.COMMON_NAME, common[:64]),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _key_usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


Extensions = list[tuple[x509.ExtensionType, bool]]


def _for_documents() -> Extensions:
    return [(_key_usage(digital_signature=True, content_commitment=True), True)]


def _for_issuing(depth: int) -> Extensions:
    return [(_key_usage(key_cert_sign=True, crl_sign=True), True),
            (x509.BasicConstraints(ca=True, path_length=depth), True)]  # fmt: skip


def _issue(
    by: Authority,
    name: x509.Name,
    key: PrivateKey,
    since: datetime,
    until: datetime,
    extensions: Extensions,
) -> x509.Certificate:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
    extensions = [*extensions, (authority, False)]
    return _sign(name, by.certificate.subject, key, by.key, since, until, extensions)


def _sign(
    name: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    issuer_key: PrivateKey,
    since: datetime,
    until: datetime,
    extensions: Extensions,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder(issuer, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not any(isinstance(value, x509.BasicConstraints) for value, _ in extensions):
        extensions = [*extensions, (x509.BasicConstraints(ca=False, path_length=None), True)]
    for value, critical in extensions:
        builder = builder.add_extension(value, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())


def _crl(by: Authority, revoked: list[tuple[int, datetime]], now: datetime) -> bytes:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + timedelta(days=CRL_DAYS))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(authority, critical=False)
    )
    for serial, when in revoked:
        entry = x509.RevokedCertificateBuilder(serial, when).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
