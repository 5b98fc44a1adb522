"""Verdicts this process already knows, so that looking again costs little more than the hash.

A verdict is known by three names: of the content, of whom the hub trusts
(`TrustAnchors.version`), and of the revocation lists at hand (`TrustAnchors.epoch`). A new list
makes every verdict new. Certificates end and lists go stale by themselves: nothing is
remembered for long.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.verdict import Verdict

#: How long a verdict may be shown without checking again.
KEPT_FOR: Final = timedelta(hours=12)
MOST: Final = 1000


_Names = tuple[str, str, str]


class RememberedVerdicts:
    """The latest verdicts by content (SHA-256), trust and lists. Several threads may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[_Names, tuple[Verdict, datetime]] = OrderedDict()
        self._lock = Lock()

    def find(self, sha256: str, trust: TrustAnchors, now: datetime) -> Verdict | None:
        """Return what was found out about these bytes under this trust, if it is young enough."""
        names = (sha256, trust.version, trust.epoch)
        with self._lock:
            known = self._known.get(names)
            if known is None:
                return None
            verdict, at = known
            if not is_young(at, now):
                del self._known[names]
                return None
            self._known.move_to_end(names)
            return verdict

    def keep(self, verdict: Verdict, at: datetime) -> None:
        """Remember what was found out at a moment; the longest unasked for is forgotten."""
        names = (verdict.sha256, verdict.trust, verdict.epoch)
        with self._lock:
            self._known[names] = verdict, at
            self._known.move_to_end(names)
            if len(self._known) > self._most:
                self._known.popitem(last=False)


def is_young(at: datetime, now: datetime) -> bool:
    """Tell whether a verdict of that moment may still be shown."""
    return timedelta(0) <= now - at <= KEPT_FOR
