"""Asking what the signatures of a stored file are worth."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hub.core.unit_of_work import SYSTEM
from hub.documents.models import DocumentVersion
from hub.documents.queries import verdicts
from hub.documents.queries.keys import SignatureMade
from hub.documents.rules.signing import PDF
from hub.documents.service.signing import keep_verdict
from hub.gateways.signing import evidence, work
from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.remembered import RememberedVerdicts, is_young
from hub.gateways.signing.verdict import REASON_OF, DocumentState, Verdict, pair_sha256
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web.access import neighbour, runtime

TIMEOUT_S: Final = 60.0


def known_verdict(sha256: str) -> Verdict | None:
    """Return the verdict on these bytes if it is kept and young enough. Writes nothing."""
    trust, now = read_trust(runtime().settings), runtime().clock()
    remembered = neighbour(RememberedVerdicts)
    known = remembered.find(sha256, trust, now)
    if known is not None:
        return known
    with runtime().read() as session:
        kept = verdicts.verdict(session, sha256, trust.version)
    if kept is None or kept.crl_epoch != trust.epoch or not is_young(kept.checked_at, now):
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


def verdict_of_version(version: DocumentVersion, made: Sequence[SignatureMade]) -> Verdict | None:
    """Return the verdict on a version, be its signatures in it or beside it; check what is due."""
    if version.media_type == PDF:
        return verdict_of(version.sha256)
    return _beside(version, made, check_beside)


def known_verdict_of_version(
    version: DocumentVersion, made: Sequence[SignatureMade]
) -> Verdict | None:
    """Return the same if it is known already. Writes nothing."""
    if version.media_type == PDF:
        return known_verdict(version.sha256)
    return _beside(version, made, lambda data, p7s: known_verdict(pair_sha256(data, p7s)))


def _beside(
    version: DocumentVersion,
    made: Sequence[SignatureMade],
    find: Callable[[str, str], Verdict | None],
) -> Verdict | None:
    """Sum up the verdicts on the signatures beside a file; None when one is not known."""
    pairs = [(each, find(version.sha256, each.p7s_sha256)) for each in made if each.p7s_sha256]
    found = [
        replace(signature, field=each.field_name)
        for each, verdict in pairs
        if verdict is not None
        for signature in verdict.signatures
    ]
    known = [verdict for _each, verdict in pairs if verdict is not None]
    if not known or len(known) < len(pairs):
        return None
    worst = max((each.state for each in known), key=list(DocumentState).index)
    return replace(known[-1], state=worst, reason=REASON_OF[worst], signatures=tuple(found))


def check_beside(data_sha256: str, p7s_sha256: str) -> Verdict:
    """Check a signature beside a file now, unless the verdict is known; keep it."""
    known = known_verdict(pair_sha256(data_sha256, p7s_sha256))
    if known is not None:
        return known
    trust, now = read_trust(runtime().settings), runtime().clock()
    storage = neighbour(Storage)
    found = neighbour(Workers).run(
        work.validate_detached,
        storage.read(data_sha256),
        storage.read(p7s_sha256),
        trust,
        now,
        timeout_s=TIMEOUT_S,
    )
    return _keep(found, trust)


def check(pdf: bytes) -> Verdict:
    """Check the bytes now and keep the verdict."""
    trust, now = read_trust(runtime().settings), runtime().clock()
    found: Verdict = neighbour(Workers).run(work.validate, pdf, trust, now, timeout_s=TIMEOUT_S)
    return _keep(found, trust)


def _keep(found: Verdict, trust: TrustAnchors) -> Verdict:
    """Keep the verdict; and its evidence, unless the same was found before."""
    with runtime().read() as session:
        last = verdicts.evidence(session, found.sha256)
    if last is None or last.findings != found.findings:
        found = evidence.keep(neighbour(Storage), found, trust)
    with runtime().unit_of_work(SYSTEM) as uow:
        keep_verdict(uow, **found.as_record())
    found = replace(found, certificates=())
    neighbour(RememberedVerdicts).keep(found, found.checked_at)
    return found
