"""Verdicts this process already knows, so that looking again costs little more than the hash.

The name of the trust (`TrustAnchors.version`) changes with every anchor and every revocation
list, so a new list makes every verdict new. Certificates end and lists go stale by themselves:
nothing is remembered for long.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from hub.gateways.signing.verdict import Verdict

#: How long a verdict may be shown without checking again.
KEPT_FOR: Final = timedelta(hours=12)
MOST: Final = 1000


class RememberedVerdicts:
    """The latest verdicts by content (SHA-256) and trust. Safe to ask from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, str], tuple[Verdict, datetime]] = OrderedDict()
        self._lock = Lock()

    def find(self, sha256: str, trust_version: str, now: datetime) -> Verdict | None:
        """Return what was found out about these bytes under this trust, if it is young enough."""
        with self._lock:
            known = self._known.get((sha256, trust_version))
            if known is None:
                return None
            verdict, at = known
            if not is_young(at, now):
                del self._known[sha256, trust_version]
                return None
            self._known.move_to_end((sha256, trust_version))
            return verdict

    def keep(self, verdict: Verdict, at: datetime) -> None:
        """Remember what was found out at a moment; the longest unasked for is forgotten."""
        with self._lock:
            self._known[verdict.sha256, verdict.trust] = verdict, at
            self._known.move_to_end((verdict.sha256, verdict.trust))
            if len(self._known) > self._most:
                self._known.popitem(last=False)


def is_young(at: datetime, now: datetime) -> bool:
    """Tell whether a verdict of that moment may still be shown."""
    return timedelta(0) <= now - at <= KEPT_FOR
