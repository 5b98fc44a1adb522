"""Who vouches for a certificate, at the moment that counts.

Chains are built and checked by pyhanko-certvalidator (RFC 5280) from the configured anchors
and what the file carries; revocation is looked up here, in the configured lists only.
A list must be fresh and signed by the issuer, or the answer is "cannot be determined".
"""

import asyncio
import hashlib
import itertools
import os
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, TypeVar

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
)

from hub.gateways.signing.contract import TrustAnchors, WithoutCrl
from hub.gateways.signing.validation import evidence
from hub.gateways.signing.validation.limits import TimeUp
from hub.gateways.signing.verdict import Answer, Finding

T = TypeVar("T")

#: Clocks of authorities run a little differently.
TOLERANCE: Final = timedelta(minutes=10)
DOCUMENT_USAGES: Final = frozenset({"digital_signature", "non_repudiation"})
#: A certificate for these purposes only signs no documents.
OTHER_USAGES: Final = frozenset({"time_stamping", "ocsp_signing", "code_signing", "server_auth"})
MIN_RSA_BITS: Final = 2048


def judge(
    certificate: asn1.Certificate,
    carried: Iterable[asn1.Certificate],
    trust: TrustAnchors,
    now: datetime,
    *,
    proven_at: datetime | None = None,
    for_timestamps: bool = False,
) -> Finding:
    """Say whether the holder is vouched for: at `proven_at` if a timestamp proves it, or now."""
    moment = proven_at or now
    evidence.note(certificates=(certificate.dump(),))
    if _is_weak(certificate):
        return Finding(Answer.UNKNOWN, "weak-algorithm")
    try:
        path = chain(certificate, carried, trust, moment)
    except (MemoryError, TimeUp):
        raise
    except Exception as error:
        return _refused(error, proven_at)
    if not _is_for(certificate, for_timestamps=for_timestamps):
        return Finding(Answer.NO, "wrong-usage")
    evidence.note(certificates=(each.dump() for each in path))
    for issuer, issued in itertools.pairwise(path):
        revocation = _revocation(issuer, issued, trust, moment, now)
        if revocation is not None:
            return revocation
    if proven_at and now > certificate.not_valid_after:
        return Finding(Answer.YES, "vouched-when-signed")
    return Finding(Answer.YES, "vouched")


def chain(
    certificate: asn1.Certificate,
    carried: Iterable[asn1.Certificate],
    trust: TrustAnchors,
    moment: datetime,
) -> list[asn1.Certificate]:
    """Return the path from an anchor down to the certificate, anchor first.

    Raises what pyhanko-certvalidator raises when there is none.
    """
    anchors, others = _loaded(trust)
    context = ValidationContext(
        trust_roots=anchors,
        other_certs=[*others, *carried],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        time_tolerance=TOLERANCE,
    )
    validator = CertificateValidator(certificate, validation_context=context)
    path = _completed(validator.async_validate_path())
    return list(path.iter_certs(include_root=True))


def _completed(work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns, also where somebody else's loop runs in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _loop(os.getpid()).run_until_complete(work)
    with ThreadPoolExecutor(1) as another:
        return another.submit(asyncio.run, work).result()


@lru_cache(maxsize=1)
def _loop(_process: int) -> asyncio.AbstractEventLoop:
    """Return a loop of this process; making one for each chain takes longer than the chain."""
    return asyncio.new_event_loop()


def _refused(error: Exception, proven_at: datetime | None) -> Finding:
    if isinstance(error, ExpiredError):
        if proven_at:
            return Finding(Answer.NO, "expired-when-signed")
        return Finding(Answer.UNKNOWN, "expired")
    kinds: tuple[tuple[type[Exception], Finding], ...] = (
        (NotYetValidError, Finding(Answer.NO, "not-yet-valid")),
        (DisallowedAlgorithmError, Finding(Answer.UNKNOWN, "weak-algorithm")),
        (PathBuildingError, Finding(Answer.UNKNOWN, "issuer-unknown")),
        (InvalidCertificateError, Finding(Answer.UNKNOWN, "issuer-unknown")),
    )
    for kind, finding in kinds:
        if isinstance(error, kind):
            return finding
    if isinstance(error, PathValidationError) and "signature" in str(error):
        return Finding(Answer.NO, "issuer-forged")
    return Finding(Answer.NO, "chain-broken")


def _is_for(certificate: asn1.Certificate, *, for_timestamps: bool) -> bool:
    if for_timestamps:
        extended = certificate.extended_key_usage_value
        return extended is not None and extended.native == ["time_stamping"]
    extended = certificate.extended_key_usage_value
    if extended is not None and set(extended.native) <= OTHER_USAGES:
        return False
    usage = certificate.key_usage_value
    return usage is None or bool(DOCUMENT_USAGES & set(usage.native))


def _is_weak(certificate: asn1.Certificate) -> bool:
    key = certificate.public_key
    return bool(key.algorithm == "rsa" and key.bit_size < MIN_RSA_BITS)


def _revocation(
    issuer: asn1.Certificate,
    issued: asn1.Certificate,
    trust: TrustAnchors,
    moment: datetime,
    now: datetime,
) -> Finding | None:
    """Return why the certificate is not accepted, or None when its issuer has not revoked it."""
    lists = _lists(trust).get(issuer.subject.dump(), ())
    if not lists:
        if trust.without_crl is WithoutCrl.ACCEPT:
            return None
        return Finding(Answer.UNKNOWN, "revocation-unknown")
    public = x509.load_der_x509_certificate(issuer.dump()).public_key()
    signed = [each.crl for each in lists if _is_signed(each.crl, public)]
    evidence.note(crls=(each.sha256 for each in lists if each.crl in signed))
    for each in signed:
        entry = each.get_revoked_certificate_by_serial_number(issued.serial_number)
        if entry is not None and _since(entry) <= moment:
            return Finding(Answer.NO, "revoked")
    if not any(_is_fresh(each, now) for each in signed):
        return Finding(Answer.UNKNOWN, "revocation-stale")
    return None


def fresh_list(issuer: asn1.Certificate, trust: TrustAnchors, now: datetime) -> bytes | None:
    """Return the newest list (DER) that an issuer signed and that is fresh, or None."""
    public = x509.load_der_x509_certificate(issuer.dump()).public_key()
    lists = [each.crl for each in _lists(trust).get(issuer.subject.dump(), ())]
    usable = [each for each in lists if _is_signed(each, public) and _is_fresh(each, now)]
    if not usable:
        return None
    newest = max(usable, key=lambda each: each.last_update_utc)
    return newest.public_bytes(serialization.Encoding.DER)


def _is_signed(crl: x509.CertificateRevocationList, public: Any) -> bool:
    """Tell whether the issuer signed the list, and the list covers all its certificates."""
    partial = (x509.IssuingDistributionPoint, x509.DeltaCRLIndicator)
    if any(isinstance(extension.value, partial) for extension in crl.extensions):
        return False
    try:
        return crl.is_signature_valid(public)
    except (TypeError, ValueError):
        return False


def _is_fresh(crl: x509.CertificateRevocationList, now: datetime) -> bool:
    until = crl.next_update_utc
    return until is not None and crl.last_update_utc - TOLERANCE <= now <= until


def _since(entry: x509.RevokedCertificate) -> datetime:
    """Return from when on the key is not trusted; the issuer may date it back (RFC 5280 §5.3.2)."""
    try:
        invalidity = entry.extensions.get_extension_for_class(x509.InvalidityDate).value
    except x509.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(entry.revocation_date_utc, invalidity.invalidity_date_utc)


def _loaded(trust: TrustAnchors) -> tuple[list[asn1.Certificate], list[asn1.Certificate]]:
    return _certificates(trust.anchors), _certificates(trust.others)


@lru_cache(maxsize=16)
def _certificates(ders: tuple[bytes, ...]) -> list[asn1.Certificate]:
    return [asn1.Certificate.load(der) for der in ders]


@dataclass(frozen=True, slots=True)
class _List:
    """A revocation list and the name of its bytes."""

    crl: x509.CertificateRevocationList
    sha256: str


def _lists(trust: TrustAnchors) -> dict[bytes, tuple[_List, ...]]:
    return _lists_by_issuer(trust.crls)


@lru_cache(maxsize=4)
def _lists_by_issuer(ders: tuple[bytes, ...]) -> dict[bytes, tuple[_List, ...]]:
    found: dict[bytes, tuple[_List, ...]] = {}
    for der in ders:
        crl = x509.load_der_x509_crl(der)
        name = crl.issuer.public_bytes()
        found[name] = (*found.get(name, ()), _List(crl, hashlib.sha256(der).hexdigest()))
    return found
