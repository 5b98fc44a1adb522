"""Signed data (RFC 5652) as PAdES and RFC 3161 want it, written straight as DER.

A general ASN.1 library encodes the same structure some twenty times slower (18 ms against
less than one), which is most of the cost of a signature. What is written here never varies
but in the values, so it is written by hand; OpenSSL, pdfsig and pyHanko read it in the tests.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from hub.gateways.signing.keys import Signatory

DATA: Final = "1.2.840.113549.1.7.1"
TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
_SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
_SIGNATURE_TIME_STAMP: Final = "1.2.840.113549.1.9.16.2.14"
_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_RSA_SHA256: Final = "1.2.840.113549.1.1.11"
_ECDSA_SHA256: Final = "1.2.840.10045.4.3.2"

SEQUENCE, SET, NULL, INTEGER, OCTETS, OID = 0x30, 0x31, 0x05, 0x02, 0x04, 0x06

#: From this length on, and with this bit, DER writes how many bytes the length takes.
LONG_FORM: Final = 0x80


def tlv(tag: int, *content: bytes) -> bytes:
    """Return one DER element: tag, length, content."""
    body = b"".join(content)
    size = len(body)
    if size < LONG_FORM:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, LONG_FORM | len(length))) + length + body


def set_of(*elements: bytes, tag: int = SET) -> bytes:
    """Return a SET OF in the order that DER asks for (X.690 §11.6)."""
    return tlv(tag, *sorted(elements))


@lru_cache(maxsize=64)
def oid(dotted: str) -> bytes:
    """Return an object identifier in DER."""
    first, second, *rest = map(int, dotted.split("."))
    body = bytearray()
    for part in (first * 40 + second, *rest):
        piece = [part & 0x7F]
        while part := part >> 7:
            piece.append(part & 0x7F | 0x80)
        body += bytes(reversed(piece))
    return tlv(OID, bytes(body))


def integer(value: int) -> bytes:
    """Return a non-negative integer in DER."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def algorithm(dotted: str, *, null: bool = False) -> bytes:
    """Return an AlgorithmIdentifier, with NULL parameters where its standard wants them."""
    return tlv(SEQUENCE, oid(dotted), tlv(NULL) if null else b"")


def signed_attributes(
    certificate: x509.Certificate,
    digest: bytes,
    *,
    content_type: str = DATA,
    signing_time: datetime | None = None,
) -> bytes:
    """Return the attributes to sign: type, digest, certificate (RFC 5035), and a time if given.

    PAdES (EN 319 142-1 §6.3) keeps the claimed time in the PDF and forbids it here.
    """
    fingerprint = hashlib.sha256(der(certificate)).digest()
    reference = tlv(SEQUENCE, tlv(SEQUENCE, tlv(SEQUENCE, tlv(OCTETS, fingerprint))))
    attributes = [
        _attribute(_CONTENT_TYPE, oid(content_type)),
        _attribute(_MESSAGE_DIGEST, tlv(OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE_V2, reference),
    ]
    if signing_time is not None:
        stamp = f"{signing_time.astimezone(UTC):%y%m%d%H%M%SZ}".encode()
        attributes.append(_attribute(_SIGNING_TIME, tlv(0x17, stamp)))
    return set_of(*attributes)


def signed_data(
    key: Signatory,
    attributes: bytes,
    signature: bytes,
    *,
    content_type: str = DATA,
    content: bytes | None = None,
    timestamp_token: bytes | None = None,
    embed: Iterable[x509.Certificate] | None = None,
) -> bytes:
    """Return the ContentInfo around one signature; without `content` it is a detached one.

    `embed` are the certificates to carry; by default the signer's and its chain's.
    """
    carried = (key.certificate, *key.chain) if embed is None else tuple(embed)
    certificates = {der(certificate) for certificate in carried}
    signer = tlv(
        SEQUENCE,
        integer(1),
        tlv(SEQUENCE, key.certificate.issuer.public_bytes(),
            integer(key.certificate.serial_number)),
        algorithm(_SHA256),
        b"\xa0" + attributes[1:],
        _signature_algorithm(key.certificate),
        tlv(OCTETS, signature),
        set_of(_attribute(_SIGNATURE_TIME_STAMP, timestamp_token), tag=0xA1)
        if timestamp_token else b"",
    )  # fmt: skip
    body = tlv(
        SEQUENCE,
        integer(1 if content_type == DATA else 3),
        set_of(algorithm(_SHA256)),
        tlv(SEQUENCE, oid(content_type),
            b"" if content is None else tlv(0xA0, tlv(OCTETS, content))),
        set_of(*certificates, tag=0xA0) if certificates else b"",
        set_of(signer),
    )  # fmt: skip
    return tlv(SEQUENCE, oid(_SIGNED_DATA), tlv(0xA0, body))


def _attribute(dotted: str, value: bytes) -> bytes:
    return tlv(SEQUENCE, oid(dotted), tlv(SET, value))


def _signature_algorithm(certificate: x509.Certificate) -> bytes:
    if isinstance(certificate.public_key(), rsa.RSAPublicKey):
        return algorithm(_RSA_SHA256, null=True)
    return algorithm(_ECDSA_SHA256)


@lru_cache(maxsize=256)
def der(certificate: x509.Certificate) -> bytes:
    """Return a certificate in DER."""
    return certificate.public_bytes(serialization.Encoding.DER)
