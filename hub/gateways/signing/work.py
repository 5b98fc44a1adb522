"""What the hub asks its workers for. Light to import: pyHanko is loaded in the worker only.

workers.run(work.sign, request)
"""

from datetime import datetime

from hub.gateways.signing.contract import (
    Appearance,
    FontFolders,
    KeyFacts,
    Preview,
    SignedPdf,
    SigningKey,
    SignRequest,
    TrustAnchors,
)
from hub.gateways.signing.verdict import Verdict


def sign(request: SignRequest) -> SignedPdf:
    """See `pades.sign`."""
    from hub.gateways.signing import pades

    return pades.sign(request)


def validate(pdf: bytes, trust: TrustAnchors, now: datetime) -> Verdict:
    """See `validation.validate`."""
    from hub.gateways.signing import validation

    return validation.validate(pdf, trust, now)


def preview(
    pdf: bytes, field_name: str, appearance: Appearance, moment: datetime, fonts: FontFolders
) -> Preview:
    """See `preview.preview`."""
    from hub.gateways.signing import preview as previews

    return previews.preview(pdf, field_name, appearance, moment, fonts)


def facts_of(key: SigningKey) -> KeyFacts:
    """See `keys.facts_of`."""
    from hub.gateways.signing import keys

    return keys.facts_of(key)
