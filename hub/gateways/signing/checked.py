"""Signing as every part of the hub does it: signed, stored, and checked as it lies in the store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from hub.gateways.signing import evidence, work
from hub.gateways.signing.contract import DetachedSignature, SignedPdf, SignRequest, TrustAnchors
from hub.gateways.signing.problems import SignatureNotSound
from hub.gateways.signing.verdict import Verdict
from hub.gateways.storage import Blob, Storage

T = TypeVar("T")

#: A signature with a timestamp takes seconds; what takes longer will not end.
WITHIN_S: Final = 60.0


class Runs(Protocol):
    """Calls a function, here or in a worker process: `Workers.run`, or `at_once`."""

    def __call__(self, function: Callable[..., T], *args: Any, timeout_s: float) -> T:
        """Call it and return its result."""


def at_once(function: Callable[..., T], *args: Any, timeout_s: float) -> T:  # noqa: ARG001
    """Call the function in this very process; for commands, which have no workers."""
    return function(*args)


@dataclass(frozen=True, slots=True)
class Checked:
    """A signature that was made, the stored file that bears it, and what its check found.

    Keep the verdict in any case (`documents.service.signing.keep_verdict`), then ask
    `ensure_sound` before the signature is written down anywhere.
    """

    signed: SignedPdf
    blob: Blob
    verdict: Verdict

    def ensure_sound(self) -> None:
        """Raise SignatureNotSound when the file did not pass its check."""
        if not self.verdict.is_sound:
            raise SignatureNotSound


def sign_and_check(
    request: SignRequest, *, storage: Storage, trust: TrustAnchors, now: datetime, run: Runs
) -> Checked:
    """Sign, store the result, and check the bytes that the store gives back.

    Outside a unit of work. Raises what signing refuses, such as WrongPin.
    """
    signed = run(work.sign, request, timeout_s=WITHIN_S)
    return check_pdf(signed, storage=storage, trust=trust, now=now, run=run)


@dataclass(frozen=True, slots=True)
class CheckedBeside:
    """A signature beside its file: made, stored, and what its check found."""

    signed: DetachedSignature
    blob: Blob
    verdict: Verdict

    def ensure_sound(self) -> None:
        """Raise SignatureNotSound when the signature did not pass its check."""
        if not self.verdict.is_sound:
            raise SignatureNotSound


def sign_beside_and_check(
    request: SignRequest, *, storage: Storage, trust: TrustAnchors, now: datetime, run: Runs
) -> CheckedBeside:
    """Sign a file that is no PDF; store the .p7s and check what the store gives back."""
    signed = run(work.sign_detached, request, timeout_s=WITHIN_S)
    return check_beside(request.pdf, signed, storage=storage, trust=trust, now=now, run=run)


def check_beside(
    data: bytes,
    signed: DetachedSignature,
    *,
    storage: Storage,
    trust: TrustAnchors,
    now: datetime,
    run: Runs,
) -> CheckedBeside:
    """Store a signature beside a file and check what the store gives back."""
    blob = storage.put(signed.p7s)
    p7s = storage.read(blob.sha256)
    verdict = run(work.validate_detached, data, p7s, trust, now, timeout_s=WITHIN_S)
    return CheckedBeside(signed, blob, evidence.keep(storage, verdict, trust))


def check_pdf(
    signed: SignedPdf, *, storage: Storage, trust: TrustAnchors, now: datetime, run: Runs
) -> Checked:
    """Store a signed file and check what the store gives back."""
    blob = storage.put(signed.pdf, sha256=signed.sha256)
    verdict = run(work.validate, storage.read(blob.sha256), trust, now, timeout_s=WITHIN_S)
    return Checked(signed, blob, evidence.keep(storage, verdict, trust))
