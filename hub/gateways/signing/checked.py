"""Signing as every part of the hub does it: signed, stored, and checked as it lies in the store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from hub.gateways.signing import work
from hub.gateways.signing.contract import SignedPdf, SignRequest, TrustAnchors
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
    blob = storage.put(signed.pdf, sha256=signed.sha256)
    verdict = run(work.validate, storage.read(blob.sha256), trust, now, timeout_s=WITHIN_S)
    return Checked(signed, blob, verdict)
