"""Signatures beside their file: CAdES in a .p7s (EN 319 122-1), for what is not PDF."""

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import cms as asn1
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation

from hub.gateways.signing.contract import Level, TrustAnchors
from hub.gateways.signing.validation import one, trust
from hub.gateways.signing.validation.document import Judgement, summed
from hub.gateways.signing.verdict import Answer, Finding, SignatureVerdict

#: The name of such a signature, where those in PDF files bear that of their field.
FIELD: Final = "p7s"


def judge(data: bytes, p7s: bytes, anchors: TrustAnchors, now: datetime) -> Judgement:
    """Return the state, the reason, and the verdict on the one signature."""
    content = asn1.ContentInfo.load(p7s, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    verdicts = (_judge_one(data, content["content"], anchors, now),)
    return *summed(verdicts), verdicts


def _judge_one(
    data: bytes, signed_data: Any, anchors: TrustAnchors, now: datetime
) -> SignatureVerdict:
    (signer,) = signed_data["signer_infos"]
    certificates = extract_certs_for_validation(signed_data)
    name = signer["digest_algorithm"]["algorithm"].native
    maths = one.check_maths(
        signed_data, certificates.signer_cert, "data", hashlib.new(name, data).digest()
    )
    says = one.facts(certificates.signer_cert)
    proven_at = one.proven_time(signer, anchors, now)
    unchanged = Finding(Answer.YES, "unchanged")
    return SignatureVerdict(
        field=FIELD,
        level=(Level.B_T if proven_at else Level.B_B).value
        if one.names_its_certificate(signer)
        else "CMS",
        name=says.name,
        unit=says.unit,
        title=says.title,
        uid=says.uid,
        issuer=says.issuer,
        serial=says.serial,
        fingerprint=says.fingerprint,
        algorithm=says.algorithm,
        is_test=says.is_test,
        claimed_at=_claimed(signer),
        proven_at=proven_at,
        page=None,
        box=None,
        covers_whole_file=True,
        intact=unchanged if maths.digest_fits else Finding(Answer.NO, "content-altered"),
        valid=one.valid(maths),
        trusted=trust.judge(
            certificates.signer_cert, certificates.other_certs, anchors, now, proven_at=proven_at
        ),
    )


def _attribute(signer: Any, name: str) -> Any | None:
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == name:
            return attribute["values"][0]
    return None


def _claimed(signer: Any) -> datetime | None:
    moment = _attribute(signer, "signing_time")
    return moment.native.astimezone(UTC) if moment is not None else None
