"""Asking what the signatures of a stored file are worth."""

import json
from typing import Final

from hub.core.unit_of_work import SYSTEM
from hub.documents.queries import verdicts
from hub.documents.rules.signing import PDF
from hub.documents.service.signing import keep_verdict
from hub.gateways.signing import work
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.remembered import RememberedVerdicts, is_young
from hub.gateways.signing.verdict import Verdict
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web.access import neighbour, runtime

TIMEOUT_S: Final = 60.0


def known_verdict(sha256: str) -> Verdict | None:
    """Return the verdict on these bytes if it is kept and young enough. Writes nothing."""
    trust, now = read_trust(runtime().settings), runtime().clock()
    remembered = neighbour(RememberedVerdicts)
    known = remembered.find(sha256, trust.version, now)
    if known is not None:
        return known
    with runtime().read() as session:
        kept = verdicts.verdict(session, sha256, trust.version)
    if kept is None or not is_young(kept.checked_at, now):
        return None
    known = Verdict.from_json(json.dumps(kept.report))
    remembered.keep(known, kept.checked_at)
    return known


def verdict_of(sha256: str, media_type: str = PDF) -> Verdict | None:
    """Return the verdict on stored bytes, checking them now unless it is known.

    None for what is not PDF. Raises WorkerFailed or WorkersBusy when the check could not run.
    """
    if media_type != PDF:
        return None
    known = known_verdict(sha256)
    return known or check(neighbour(Storage).read(sha256))


def check(pdf: bytes) -> Verdict:
    """Check the bytes now and keep the verdict."""
    trust, now = read_trust(runtime().settings), runtime().clock()
    found: Verdict = neighbour(Workers).run(work.validate, pdf, trust, now, timeout_s=TIMEOUT_S)
    with runtime().unit_of_work(SYSTEM) as uow:
        keep_verdict(uow, **found.as_record())
    neighbour(RememberedVerdicts).keep(found, now)
    return found
