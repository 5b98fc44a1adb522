"""PDF out, signed PDF back: what is checked when a program on the user's machine has signed.

The rule that does most: the file that comes back begins with exactly the bytes that went out.
"""

from datetime import datetime

from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.problems import (
    NotTheExpectedSigner,
    NotWhatWasSent,
    SignatureNotSound,
)
from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import Answer, SignatureVerdict


def ensure_returned(
    sent: bytes, returned: bytes, fingerprints: frozenset[str], trust: TrustAnchors, now: datetime
) -> SignatureVerdict:
    """Return the one new signature of a file that was sent out to be signed.

    `fingerprints` are those (SHA-256, hexadecimal) of the certificates that were expected.
    Raises NotWhatWasSent, NotTheExpectedSigner, SignatureNotSound.
    """
    if len(returned) <= len(sent) or not returned.startswith(sent):
        raise NotWhatWasSent
    before = {each.field for each in validate(sent, trust, now).signatures}
    verdict = validate(returned, trust, now)
    new = [
        each
        for each in verdict.signatures
        if each.field not in before and each.level != "timestamp"
    ]
    if len(new) != 1:
        raise NotWhatWasSent
    (signature,) = new
    if signature.valid.answer is Answer.YES and signature.fingerprint not in fingerprints:
        raise NotTheExpectedSigner(name=signature.name)
    if not verdict.is_sound or signature.valid.answer is not Answer.YES:
        raise SignatureNotSound
    return signature
