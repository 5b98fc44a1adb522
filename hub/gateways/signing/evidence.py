"""Keeping what a verdict rests on: the report with its certificates, and the lists it used.

Everything is stored by content: a revocation list that a thousand verdicts used is kept once.
"""

import base64
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from typing import Any, Final

from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.verdict import Verdict
from hub.gateways.storage import Storage

#: In a zip every file bears this date, so that the same evidence is the same bytes.
NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
REPORT: Final = "ket-qua.json"
CERTIFICATES, CRLS = "chung-thu", "danh-sach-thu-hoi"


def keep(storage: Storage, verdict: Verdict, trust: TrustAnchors) -> Verdict:
    """Store report and lists of a signed file; return the verdict with the report's name.

    Outside a unit of work. A verdict without signatures rests on nothing and is returned as it is.
    """
    if not verdict.signatures:
        return verdict
    for crl in trust.crls:
        if hashlib.sha256(crl).hexdigest() in verdict.crls:
            storage.put(crl)
    report = storage.put(f"{verdict.to_json(indent=1)}\n".encode())
    return replace(verdict, evidence=report.sha256)


def packed(storage: Storage, report_sha256: str) -> bytes:
    """Return a kept evidence as a zip: report, certificates (.cer), revocation lists (.crl)."""
    report = storage.read(report_sha256)
    facts: dict[str, Any] = json.loads(report)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, REPORT, report)
        for number, encoded in enumerate(facts["certificates"], 1):
            _add(archive, f"{CERTIFICATES}/{number:02d}.cer", base64.b64decode(encoded))
        for name in facts["crls"]:
            _add(archive, f"{CRLS}/{name[:16]}.crl", storage.read(name))
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, NO_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
