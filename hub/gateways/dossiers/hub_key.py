"""The hub's own key: with it the hub, and no person, says that it made an offline pack.

The operator may give one with a certificate of the organisation's system. Without it the hub
makes a key once (P-256, self-signed) and keeps it beside its other secrets; its fingerprint is
shown where packs are taken, so that a pack can be compared with the hub it came from.
"""

import os
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from hub.core.settings import Settings, derived_secret
from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.signing.contract import SigningKey

FILE: Final = "pack-key.p12"
LASTS: Final = timedelta(days=3650)


def hub_key(settings: Settings, now: datetime) -> SigningKey:
    """Return the key that signs the manifests of packs; make it the first time."""
    ensure_outside_unit_of_work()
    if settings.pack_key is not None:
        given = settings.pack_key.read_bytes()
        return SigningKey(given, settings.pack_key_password.get_secret_value())
    path = settings.data_dir / FILE
    pin = derived_secret(settings.secret, "pack key")
    with suppress(FileNotFoundError):
        kept = SigningKey(path.read_bytes(), pin)
        if _opens(kept):
            return kept
        path.rename(path.with_suffix(".old"))  # the hub's secret was changed since
    _keep(path, _made(settings.url, pin, now))
    return SigningKey(path.read_bytes(), pin)  # another process may have been faster


def fingerprint_of(key: SigningKey) -> str:
    """Return the SHA-256 of the key's certificate, in pairs of hexadecimal digits."""
    certificate = pkcs12.load_pkcs12(key.pkcs12, key.pin.encode()).cert
    if certificate is None:
        raise ValueError("the hub's key has no certificate")
    return certificate.certificate.fingerprint(hashes.SHA256()).hex(" ").upper()


def _opens(key: SigningKey) -> bool:
    try:
        pkcs12.load_pkcs12(key.pkcs12, key.pin.encode())
    except ValueError:
        return False
    return True


def _made(url: str, pin: str, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([
        x509.NameAttribute(NameOID.COMMON_NAME, f"Điểm Cầu {url}"[:64]),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Gói ngoại tuyến"),
    ])  # fmt: skip
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    hidden = serialization.BestAvailableEncryption(pin.encode())
    label = "Điểm Cầu".encode()
    return pkcs12.serialize_key_and_certificates(label, key, certificate, None, hidden)


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only we read, durably; one that is there already stays."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(unfinished, path)
    unfinished.unlink()
