"""How a signature comes about in every format: what is to be signed, signing it, the finished file.

A format says how it prepares a file for a key (`Prepare`) and makes the result (`Complete`).
"""

from collections.abc import Callable
from typing import TypeVar

from hub.gateways.signing.contract import KeyFacts, PublicKey, Reserved, SignRequest
from hub.gateways.signing.holders import opened
from hub.gateways.signing.keys import Signatory, certified, ensure_signed
from hub.gateways.signing.problems import KeyUnreadable, SignatureNotSound

R = TypeVar("R")
Prepare = Callable[[SignRequest, Signatory], Reserved]
Complete = Callable[[bytes, Reserved, bytes, Signatory, KeyFacts], R]


def sign(request: SignRequest, prepare: Prepare, complete: Complete[R]) -> R:
    """Sign with a key that is here: a file or a token."""
    if isinstance(request.key, PublicKey):
        raise TypeError("a certificate alone signs nothing")
    with opened(request.key) as key:
        reserved = prepare(request, key)
        signature = key.sign(reserved.attributes)
        facts = key.facts
    return complete(request.pdf, reserved, signature, key, facts)


def reserve(request: SignRequest, prepare: Prepare) -> Reserved:
    """Return what a key that is elsewhere has to sign."""
    if not isinstance(request.key, PublicKey):
        raise TypeError("a key that is here signs at once")
    return prepare(request, certified(request.key))


def finish(original: bytes, reserved: Reserved, signature: bytes, complete: Complete[R]) -> R:
    """Take a signature made elsewhere. Raises SignatureNotSound when it is not one of this key."""
    key = certified(PublicKey(reserved.certificate, reserved.chain))
    try:
        ensure_signed(key.certificate, signature, reserved.attributes)
    except KeyUnreadable as error:
        raise SignatureNotSound from error
    return complete(original, reserved, signature, key, key.facts)
