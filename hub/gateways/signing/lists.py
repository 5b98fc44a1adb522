"""Revocation lists (RFC 5280 §5) from the addresses that the operator has configured.

Only those addresses are asked, never one that stands in a certificate or a file. A list is
taken when a configured authority signed it, it covers all of that authority's certificates,
and it is not older than the one at hand. No redirects: the answer comes from where we asked.
"""

import hashlib
import logging
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.core.settings import Settings
from hub.core.text import N_
from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.folders import read_trust

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 30.0
MOST_BYTES: Final = 64 << 20
SCHEMES: Final = ("http://", "https://")

#: Why a list was not taken. The codes are stable.
FAILURES: Final = {
    "unreachable": N_("The address does not answer."),
    "too-large": N_("The answer is larger than any revocation list."),
    "not-a-list": N_("The answer is not a revocation list."),
    "issuer-unknown": N_("The list was not signed by any authority of the trust folder."),
    "partial": N_("The list covers only a part of the certificates."),
    "older": N_("The list is older than the one at hand."),
    "stale": N_("The newest list at this address is out of date already."),
}


class ListRefused(Exception):
    """The list was not taken; `reason` is a key of FAILURES."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a revocation list says of itself. Moments are aware UTC; `number` as RFC 5280 §5.2.3."""

    issuer: str
    number: str
    this_update: datetime
    next_update: datetime | None
    entries: int
    sha256: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address that was asked: what its list says, or why there is none that can be used."""

    address: str
    found: ListFacts | None
    failure: str = ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def addresses(settings: Settings) -> tuple[str, ...]:
    """Return the configured addresses, each once, in order."""
    given = (each.strip() for each in settings.crl_urls.split(","))
    return tuple(dict.fromkeys(each for each in given if each.startswith(SCHEMES)))


def fetch_all(settings: Settings, asked: Iterable[str], now: datetime) -> list[Attempt]:
    """Ask these addresses, one after the other. Outside a unit of work; never raises."""
    ensure_outside_unit_of_work()
    attempts = []
    for address in asked:
        try:
            found = fetch(settings, address, read_trust(settings), now)
        except ListRefused as refused:
            log.warning("no revocation list from %s: %s", address, refused.reason)
            attempts.append(Attempt(address, None, refused.reason))
        else:
            attempts.append(Attempt(address, found))
    return attempts


def fetch(settings: Settings, address: str, trust: TrustAnchors, now: datetime) -> ListFacts:
    """Ask an address for its list and keep it in the hub's folder. Raises ListRefused.

    A list that is out of date is kept, since what it revokes is revoked, and then refused.
    """
    crl = _parsed(_download(address))
    ensure_acceptable(crl, trust)
    place = place_of(settings, address)
    if place.is_file() and _is_older(crl, x509.load_der_x509_crl(place.read_bytes())):
        raise ListRefused("older")
    _write(place, crl.public_bytes(serialization.Encoding.DER))
    facts = facts_of(crl, now)
    if facts.is_stale:
        raise ListRefused("stale")
    return facts


def place_of(settings: Settings, address: str) -> Path:
    """Return where the list of an address is kept."""
    return settings.crls_dir / f"{hashlib.sha256(address.encode()).hexdigest()[:24]}.crl"


def facts_of(crl: x509.CertificateRevocationList, now: datetime) -> ListFacts:
    """Return what a list says of itself."""
    try:
        number = str(crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    except x509.ExtensionNotFound:
        number = ""
    until = crl.next_update_utc
    return ListFacts(
        issuer=name_of(crl.issuer),
        number=number,
        this_update=crl.last_update_utc,
        next_update=until,
        entries=len(crl),
        sha256=hashlib.sha256(crl.public_bytes(serialization.Encoding.DER)).hexdigest(),
        is_stale=until is None or until < now,
    )


def name_of(name: x509.Name) -> str:
    """Return the common name, or the whole name where there is none."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def ensure_acceptable(crl: x509.CertificateRevocationList, trust: TrustAnchors) -> None:
    """Raise ListRefused unless a configured authority signed this list, and it is whole."""
    partial = (x509.IssuingDistributionPoint, x509.DeltaCRLIndicator)
    if any(isinstance(extension.value, partial) for extension in crl.extensions):
        raise ListRefused("partial")
    for der in (*trust.anchors, *trust.others):
        issuer = x509.load_der_x509_certificate(der)
        if issuer.subject == crl.issuer and is_signed(crl, issuer):
            return
    raise ListRefused("issuer-unknown")


def is_signed(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Tell whether this authority signed the list."""
    try:
        return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _download(address: str) -> bytes:
    if not address.startswith(SCHEMES):
        raise ListRefused("unreachable")
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler())
    try:
        with opener.open(address, timeout=TIMEOUT_S) as answer:
            data: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, HTTPException, ValueError) as error:
        raise ListRefused("unreachable") from error
    if len(data) > MOST_BYTES:
        raise ListRefused("too-large")
    return data


def _parsed(data: bytes) -> x509.CertificateRevocationList:
    try:
        if data.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except ValueError as error:
        raise ListRefused("not-a-list") from error


def _is_older(new: x509.CertificateRevocationList, known: x509.CertificateRevocationList) -> bool:
    return new.issuer == known.issuer and new.last_update_utc < known.last_update_utc


def _write(place: Path, data: bytes) -> None:
    """Put the whole list in place or nothing: a reader never sees half of one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_file() and place.read_bytes() == data:
        return
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
