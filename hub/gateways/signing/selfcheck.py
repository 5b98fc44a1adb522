"""The check that every new signature passes before anyone sees it.

It shares no code with the making: the bytes are cut by the ByteRange found in the finished
file, hashed anew, and the signed data is read by asn1crypto. It costs less than 1 ms.
"""

import hashlib
import re
from typing import Final

from asn1crypto import cms as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from hub.gateways.signing.problems import SignatureNotSound

_BYTE_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def ensure_sound(original: bytes, signed: bytes, certificate: x509.Certificate) -> None:
    """Raise SignatureNotSound unless the last revision is one sound signature over everything."""
    try:
        sound = signed.startswith(original) and _is_sound(signed, len(original), certificate)
    except (ValueError, TypeError, KeyError, IndexError, InvalidSignature) as error:
        raise SignatureNotSound from error
    if not sound:
        raise SignatureNotSound


def ensure_detached_sound(data: bytes, p7s: bytes, certificate: x509.Certificate) -> None:
    """Raise SignatureNotSound unless the signature beside the file is one over exactly it."""
    try:
        sound = _fits(p7s, hashlib.sha256(data).digest(), certificate)
    except (ValueError, TypeError, KeyError, IndexError, InvalidSignature) as error:
        raise SignatureNotSound from error
    if not sound:
        raise SignatureNotSound


def ensure_stamped(original: bytes, stamped: bytes) -> None:
    """Raise SignatureNotSound unless the last revision is one timestamp over everything."""
    try:
        digest, contents = _revision(stamped, len(original))
        info = asn1.ContentInfo.load(contents)["content"]["encap_content_info"]["content"].parsed
        sound = info["message_imprint"]["hashed_message"].native == digest
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise SignatureNotSound from error
    if not (sound and stamped.startswith(original)):
        raise SignatureNotSound


def _is_sound(signed: bytes, revision_start: int, certificate: x509.Certificate) -> bool:
    digest, contents = _revision(signed, revision_start)
    return _fits(contents, digest, certificate)


def _revision(signed: bytes, revision_start: int) -> tuple[bytes, bytes]:
    """Return digest and contents of the one signature behind `revision_start`.

    Raises ValueError when there is not exactly one, or it does not cover all.
    """
    ranges = _BYTE_RANGE.findall(signed, revision_start)
    if len(ranges) != 1:
        raise ValueError("not one signature")
    first, first_length, second, second_length = map(int, ranges[0])
    hexadecimal = signed[first_length:second]
    covers_all = first == 0 and second + second_length == len(signed)
    if not (covers_all and hexadecimal[:1] == b"<" and hexadecimal[-1:] == b">"):
        raise ValueError("not over everything")
    digest = hashlib.sha256(memoryview(signed)[:first_length])
    digest.update(memoryview(signed)[second:])
    return digest.digest(), bytes.fromhex(hexadecimal[1:-1].decode())


def _fits(contents: bytes, digest: bytes, certificate: x509.Certificate) -> bool:
    data = asn1.ContentInfo.load(contents)["content"]
    signer = data["signer_infos"][0]
    attributes = signer["signed_attrs"]
    _verify(certificate, signer["signature"].native, attributes.untag().dump())
    digests = [
        attribute["values"][0].native
        for attribute in attributes
        if attribute["type"].native == "message_digest"
    ]
    return digests == [digest]


def _verify(certificate: x509.Certificate, signature: bytes, signed: bytes) -> None:
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    else:
        raise TypeError(type(public))
