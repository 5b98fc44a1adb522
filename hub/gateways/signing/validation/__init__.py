"""Checking the signatures of PDF files that anyone may have sent.

Nothing is fetched: addresses inside an uploaded file are never followed. Whatever the file
makes a parser do, the answer is a verdict; an exception means "invalid", never "fine".
"""

import hashlib
import logging
from datetime import datetime

from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.validation import detached, document, evidence, hexadecimal, limits
from hub.gateways.signing.verdict import DocumentState, SignatureVerdict, Verdict, pair_sha256

__all__ = ["validate", "validate_detached"]

log = logging.getLogger(__name__)

#: What a hostile file makes pyHanko say belongs in the verdict, not in the hub's log.
logging.getLogger("pyhanko.sign").setLevel(logging.CRITICAL + 1)
logging.getLogger("pyhanko.pdf_utils").setLevel(logging.CRITICAL + 1)
hexadecimal.install()


def validate(
    pdf: bytes,
    trust: TrustAnchors,
    now: datetime,
    *,
    max_s: float = limits.MAX_S,
    max_mb: int = limits.MAX_MB,
) -> Verdict:
    """Judge a file and all its signatures. Never raises for what the file holds.

    Runs in a worker process: `max_s` (seconds) and `max_mb` (memory beyond what the process
    has) bound the work; what exceeds them is "invalid", reason `check-gave-up`.
    """
    sha256, gathered = hashlib.sha256(pdf).hexdigest(), evidence.Gathered()
    try:
        with gathered, limits.bounded(max_s, max_mb):
            state, reason, signatures = document.judge(pdf, trust, now)
    except (limits.TimeUp, MemoryError):
        state, reason, signatures = DocumentState.INVALID, "check-gave-up", ()
    except Exception:
        log.exception("validation of %s failed", sha256)
        state, reason, signatures = DocumentState.INVALID, "structure-damaged", ()
    return _verdict(state, reason, sha256, trust, now, signatures, gathered)


def validate_detached(
    data: bytes, p7s: bytes, trust: TrustAnchors, now: datetime, *, max_s: float = limits.MAX_S
) -> Verdict:
    """Judge a signature that lies beside its file (.p7s, CAdES). Never raises for what it holds.

    The verdict's `sha256` is that of both: `pair_sha256`.
    """
    sha256 = pair_sha256(hashlib.sha256(data).hexdigest(), hashlib.sha256(p7s).hexdigest())
    gathered = evidence.Gathered()
    try:
        with gathered, limits.bounded(max_s, limits.MAX_MB):
            state, reason, signatures = detached.judge(data, p7s, trust, now)
    except (limits.TimeUp, MemoryError):
        state, reason, signatures = DocumentState.INVALID, "check-gave-up", ()
    except Exception:
        log.info("detached signature %s is malformed", sha256, exc_info=True)
        state, reason, signatures = DocumentState.INVALID, "signature-unreadable", ()
    return _verdict(state, reason, sha256, trust, now, signatures, gathered)


def _verdict(
    state: DocumentState,
    reason: str,
    sha256: str,
    trust: TrustAnchors,
    now: datetime,
    signatures: tuple[SignatureVerdict, ...],
    gathered: evidence.Gathered,
) -> Verdict:
    return Verdict(
        state,
        reason,
        sha256,
        trust.version,
        now,
        signatures,
        epoch=trust.epoch,
        certificates=gathered.certificates,
        crls=gathered.crls,
    )
