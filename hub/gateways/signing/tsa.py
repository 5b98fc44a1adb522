"""Timestamps (RFC 3161): the server that the hub keeps on loopback, and the asking for one.

The server proves to the hub's own checks when a file was signed. It is no substitute for the
Government's timestamp service, whose address goes into the settings instead.
"""

import hashlib
import http.client
import logging
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Container, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from asn1crypto import algos, tsp
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.gateways.signing import cms
from hub.gateways.signing.keys import OpenedKey, PrivateKey, read_facts
from hub.gateways.signing.problems import KeyUnreadable, TimestampUnavailable

QUERY_TYPE: Final = "application/timestamp-query"
REPLY_TYPE: Final = "application/timestamp-reply"
MAX_QUERY: Final = 4096
MAX_REPLY: Final = 64 * 1024
TIMEOUT_S: Final = 5.0
#: The policy under which this server works; an arc that RFC 3161 examples use for tests.
POLICY: Final = "1.3.6.1.4.1.13762.3"
#: Digests taken, and their lengths in bytes.
DIGESTS: Final = {"sha256": 32, "sha384": 48, "sha512": 64}
BAD_ALGORITHM, BAD_DATA_FORMAT, UNACCEPTED_POLICY = 0, 5, 15
_REJECTION: Final = 2
_BIT_STRING: Final = 0x03

Wsgi: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = logging.getLogger(__name__)


def load_tsa(key_pem: bytes, certificate_der: bytes) -> OpenedKey:
    """Return the server's key. Raises KeyUnreadable."""
    try:
        private = serialization.load_pem_private_key(key_pem, None)
        certificate = x509.load_der_x509_certificate(certificate_der)
    except (ValueError, TypeError) as error:
        raise KeyUnreadable from error
    return _opened(private, certificate)


def respond(
    request: bytes, key: PrivateKey, certificate: x509.Certificate, now: datetime, serial: int
) -> bytes:
    """Answer a TimeStampReq (DER) with a TimeStampResp (DER); a bad request gets a refusal."""
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        digest = imprint["hash_algorithm"]["algorithm"].native
        length = len(imprint["hashed_message"].native)
        policy = asked["req_policy"].native
        nonce = asked["nonce"].native
        wants_certificate = bool(asked["cert_req"].native)
    except (ValueError, TypeError, KeyError):
        return _refusal(BAD_DATA_FORMAT)
    if DIGESTS.get(digest) != length:
        return _refusal(BAD_ALGORITHM)
    if policy not in (None, POLICY):
        return _refusal(UNACCEPTED_POLICY)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": imprint,
            "serial_number": serial,
            "gen_time": now.astimezone(UTC).replace(microsecond=0),
            "accuracy": {"seconds": 1},
            "nonce": nonce,
        }
    ).dump()
    opened = _opened(key, certificate)
    attributes = cms.signed_attributes(
        certificate, hashlib.sha256(info).digest(), content_type=cms.TST_INFO, signing_time=now
    )
    token = cms.signed_data(
        opened,
        attributes,
        opened.sign(attributes),
        content_type=cms.TST_INFO,
        content=info,
        embed=(certificate,) if wants_certificate else (),
    )
    return cms.tlv(cms.SEQUENCE, cms.tlv(cms.SEQUENCE, cms.integer(0)), token)


def application(key: OpenedKey, clock: Callable[[], datetime]) -> Wsgi:
    """Return a WSGI application that answers POSTed queries, for `clock`'s time."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        size = environ.get("CONTENT_LENGTH") or "0"
        if environ["REQUEST_METHOD"] != "POST" or not size.isdecimal() or int(size) > MAX_QUERY:
            start("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        query = environ["wsgi.input"].read(int(size))
        reply = respond(query, key.private, key.certificate, clock(), secrets.randbits(63))
        start("200 OK", [("Content-Type", REPLY_TYPE), ("Content-Length", str(len(reply)))])
        return [reply]

    return answer


def for_callers(addresses: Container[str], inner: Wsgi) -> Wsgi:
    """Return the application for callers at these addresses only; others get 403.

    Who comes through a proxy comes from elsewhere, whatever the address of the proxy.
    """

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        forwarded = "HTTP_X_FORWARDED_FOR" in environ or "HTTP_FORWARDED" in environ
        if forwarded or environ.get("REMOTE_ADDR") not in addresses:
            start("403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        return inner(environ, start)

    return answer


def ask(url: str, message: bytes) -> tuple[bytes, datetime]:
    """Have `message` timestamped; return the token (DER) and its time.

    Raises TimestampUnavailable when the server is away, refuses, or answers another question.
    """
    return ask_for(url, hashlib.sha256(message).digest())


def ask_for(url: str, digest: bytes) -> tuple[bytes, datetime]:
    """Have something timestamped by its SHA-256; return the token (DER) and its time.

    Raises TimestampUnavailable when the server is away, refuses, or answers another question.
    """
    nonce = secrets.randbits(64)
    query = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": digest,
            },
            "nonce": nonce,
            "cert_req": True,
        }
    ).dump()
    try:
        return _read_reply(_post(url, query), digest, nonce)
    except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError) as error:
        log.warning("timestamp server %s: %s", url, error)
        raise TimestampUnavailable from error


def _post(url: str, query: bytes) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise ValueError(url)
    request = urllib.request.Request(url, query, {"Content-Type": QUERY_TYPE})  # noqa: S310
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as reply:  # noqa: S310
        return bytes(reply.read(MAX_REPLY))


def _read_reply(reply: bytes, digest: bytes, nonce: int) -> tuple[bytes, datetime]:
    response = tsp.TimeStampResp.load(reply, strict=True)
    status = response["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        raise ValueError(status)
    token = response["time_stamp_token"]
    info = token["content"]["encap_content_info"]["content"].parsed
    if info["message_imprint"]["hashed_message"].native != digest:
        raise ValueError("timestamp of something else")
    if info["nonce"].native != nonce:
        raise ValueError("timestamp answers another question")
    moment: datetime = info["gen_time"].native
    return bytes(token.dump()), moment


def _refusal(reason: int) -> bytes:
    """Return a rejection; `reason` is the number of a bit of PKIFailureInfo (RFC 3161 §2.4.2)."""
    bits = (1 << (23 - reason)).to_bytes(3, "big").rstrip(b"\0")
    unused = 7 - reason % 8
    status = cms.tlv(
        cms.SEQUENCE, cms.integer(_REJECTION), cms.tlv(_BIT_STRING, bytes((unused,)), bits)
    )
    return cms.tlv(cms.SEQUENCE, status)


@lru_cache(maxsize=4)
def _opened(key: PrivateKey, certificate: x509.Certificate) -> OpenedKey:
    return OpenedKey(key, certificate, (), read_facts(certificate))
