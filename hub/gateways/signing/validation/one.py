"""One signature: its facts and the three answers."""

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import core, parser, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    validate_sig_integrity,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel

from hub.gateways.signing.contract import KeyFacts, TrustAnchors
from hub.gateways.signing.keys import read_facts
from hub.gateways.signing.validation import changes, trust
from hub.gateways.signing.validation.changes import Widget
from hub.gateways.signing.verdict import Answer, Finding, SignatureVerdict

WEAK_DIGESTS: Final = frozenset({"md2", "md5", "sha1"})
PADES: Final = "/ETSI.CAdES.detached"
TIMESTAMP: Final = "/ETSI.RFC3161"

NOT_CHECKED: Final = Finding(Answer.UNKNOWN, "not-checked")
MALFORMED: Final = Finding(Answer.NO, "signature-malformed")


@dataclass(frozen=True, slots=True)
class Maths:
    """What arithmetic says of one signature."""

    digest_fits: bool
    signature_fits: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class _Stamp:
    maths: Maths
    trusted: Finding
    moment: datetime

    @property
    def proves(self) -> datetime | None:
        """The time, when nothing about the timestamp is in doubt."""
        sound = self.maths.digest_fits and self.maths.signature_fits and not self.maths.weak
        return self.moment if sound and self.trusted.answer is Answer.YES else None


def judge(
    signature: Any,
    widget: Widget | None,
    anchors: TrustAnchors,
    now: datetime,
    *,
    has_dss: bool,
    has_document_timestamp: bool,
) -> SignatureVerdict:
    """Judge one signature or document timestamp, but for what the whole file says of it."""
    _ensure_nothing_hides(signature.pkcs7_content)
    if signature.sig_object.get("/SubFilter") == PADES and not names_its_certificate(
        signature.signer_info
    ):
        raise ValueError("no signing certificate among the signed attributes")
    says = facts(signature.signer_cert)
    is_timestamp = signature.sig_object.get("/SubFilter") == TIMESTAMP
    signature.compute_integrity_info(diff_policy=changes.STRICT_POLICY)
    if is_timestamp:
        stamp = _timestamp(signature.signed_data, signature.compute_digest, anchors, now)
        maths, trusted, proven_at = stamp.maths, stamp.trusted, stamp.proves
    else:
        maths = check_maths(
            signature.signed_data, signature.signer_cert, "data", signature.compute_digest()
        )
        proven_at = proven_time(signature.signer_info, anchors, now)
        trusted = trust.judge(
            signature.signer_cert, signature.other_embedded_certs, anchors, now, proven_at=proven_at
        )
    level = _level(
        signature,
        proven_at,
        has_dss=has_dss,
        has_document_timestamp=has_document_timestamp,
    )
    return SignatureVerdict(
        field=str(signature.field_name),
        level=level,
        name=says.name,
        unit=says.unit,
        title=says.title,
        uid=says.uid,
        issuer=says.issuer,
        serial=says.serial,
        fingerprint=says.fingerprint,
        algorithm=says.algorithm,
        is_test=says.is_test,
        claimed_at=_claimed(signature),
        proven_at=proven_at,
        page=widget.page if widget else None,
        box=widget.box if widget else None,
        covers_whole_file=signature.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        intact=_intact(signature, maths),
        valid=valid(maths),
        trusted=trusted,
    )


def unreadable(field: str, widget: Widget | None) -> SignatureVerdict:
    """Return the verdict on a signature that could not be parsed at all."""
    return SignatureVerdict(
        field=field, level="", name="", unit="", title="", uid="", issuer="", serial="",
        fingerprint="", algorithm="", is_test=False, claimed_at=None, proven_at=None,
        page=widget.page if widget else None, box=widget.box if widget else None,
        covers_whole_file=False,
        intact=NOT_CHECKED, valid=MALFORMED, trusted=NOT_CHECKED,
    )  # fmt: skip


def facts(certificate: asn1.Certificate) -> KeyFacts:
    """Return what a certificate says."""
    return read_facts(x509.load_der_x509_certificate(certificate.dump()))


def _ensure_nothing_hides(contents: bytes) -> None:
    """Refuse data behind the signature in its reserved room; only zeros belong there."""
    _, _, _, header, content, trailer = parser.parse(contents)
    if contents[len(header) + len(content) + len(trailer) :].strip(b"\0"):
        raise ValueError("data behind the signature")


def check_maths(
    signed_data: Any, certificate: asn1.Certificate, content_type: str, digest: bytes
) -> Maths:
    """Check digest and signature. Exactly one signer, and a detached content, as PAdES asks.

    Without signed attributes what was signed may be read as attributes, or the reverse
    (RFC 5652 §11): such a signature is malformed.
    """
    (signer,) = signed_data["signer_infos"]
    if not signer["signed_attrs"].native:
        raise ValueError("no signed attributes")
    content = signed_data["encap_content_info"]["content"]
    if content_type == "data" and content.native is not None:
        raise ValueError("content embedded in a detached signature")
    digest_fits, signature_fits = validate_sig_integrity(
        signer, certificate, expected_content_type=content_type, actual_digest=digest
    )
    names = {signer["digest_algorithm"]["algorithm"].native}
    with contextlib.suppress(ValueError):
        names.add(signer["signature_algorithm"].hash_algo)
    return Maths(digest_fits, signature_fits, bool(names & WEAK_DIGESTS))


def names_its_certificate(signer: Any) -> bool:
    """Tell whether what was signed names the certificate (EN 319 122-1 §5.2.2), as PAdES asks."""
    names = {attribute["type"].native for attribute in signer["signed_attrs"]}
    return bool(names & {"signing_certificate_v2", "signing_certificate"})


def _intact(signature: Any, maths: Maths) -> Finding:
    if not maths.digest_fits:
        return Finding(Answer.NO, "content-altered")
    if signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return Finding(Answer.NO, "not-whole-file")
    if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Finding(Answer.YES, "unchanged")
    difference = signature.diff_result
    allowed = isinstance(difference, DiffResult) and (
        difference.modification_level.value <= _permitted(signature).value
    )
    if not allowed:
        return Finding(Answer.NO, "changed-after-signing")
    return Finding(Answer.YES, "only-later-signatures")


def _permitted(signature: Any) -> ModificationLevel:
    """Return how much the signature itself lets happen after it, at most further signatures."""
    level = signature.docmdp_level
    if level is not None and level.value < ModificationLevel.FORM_FILLING.value:
        return ModificationLevel.LTA_UPDATES
    return ModificationLevel.FORM_FILLING


def valid(maths: Maths) -> Finding:
    """Answer whether the signature was made with the key of its certificate."""
    if not maths.signature_fits:
        return Finding(Answer.NO, "signature-wrong")
    if maths.weak:
        return Finding(Answer.UNKNOWN, "weak-algorithm")
    return Finding(Answer.YES, "signature-fits")


def proven_time(signer_info: Any, anchors: TrustAnchors, now: datetime) -> datetime | None:
    """Return the time of a timestamp on the signature that is itself beyond doubt, or None."""
    value = signer_info["signature"].native
    for token in extract_tst_data_iter(signer_info, signed=False):
        stamp = _timestamp(token, lambda name: hashlib.new(name, value).digest(), anchors, now)
        if stamp.proves:
            return stamp.proves
    return None


def _timestamp(
    signed_data: Any, digest_by: Callable[[str], bytes], anchors: TrustAnchors, now: datetime
) -> _Stamp:
    content = signed_data["encap_content_info"]["content"]
    info = content.parsed if isinstance(content, core.ParsableOctetString) else None
    if not isinstance(info, tsp.TSTInfo):
        raise TypeError("no timestamp in the token")
    (signer,) = signed_data["signer_infos"]
    name = signer["digest_algorithm"]["algorithm"].native
    certificates = extract_certs_for_validation(signed_data)
    maths = check_maths(
        signed_data,
        certificates.signer_cert,
        "tst_info",
        hashlib.new(name, bytes(content)).digest(),
    )
    imprint = info["message_imprint"]
    wanted = digest_by(imprint["hash_algorithm"]["algorithm"].native)
    fits = maths.digest_fits and wanted == imprint["hashed_message"].native
    trusted = trust.judge(
        certificates.signer_cert, certificates.other_certs, anchors, now, for_timestamps=True
    )
    return _Stamp(replace(maths, digest_fits=fits), trusted, info["gen_time"].native)


def _claimed(signature: Any) -> datetime | None:
    try:
        moment: datetime | None = signature.self_reported_timestamp
    except (ValueError, TypeError):
        return None
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _level(
    signature: Any, proven_at: datetime | None, *, has_dss: bool, has_document_timestamp: bool
) -> str:
    subfilter = signature.sig_object.get("/SubFilter")
    if subfilter == TIMESTAMP:
        return "timestamp"
    if subfilter != PADES:
        return "CMS"
    if proven_at is None:
        return "B-B"
    if not has_dss:
        return "B-T"
    return "B-LTA" if has_document_timestamp else "B-LT"
