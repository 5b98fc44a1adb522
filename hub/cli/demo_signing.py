"""Signatures of the demo: real ones, with its test keys, checked by the validator and kept."""

from datetime import datetime

from hub.app.neighbours import signer_of
from hub.cli.demo_stage import Stage
from hub.core.ids import PersonId, UnitId
from hub.documents.models import SigningKey
from hub.gateways.signing.contract import Level
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.gateways.signing.folders import read_key
from hub.gateways.signing.signer import Paper, Signed, at_once


def sign(stage: Stage, moment: datetime, paper: Paper, key: SigningKey) -> Signed:
    """Sign a paper at a moment of the demo; keep and check the result.

    Level B-B: the hub's timestamp server does not run yet. Raises SignatureNotSound and what
    signing refuses.
    """
    signer = signer_of(stage.runtime, stage.storage, at_once)
    return signer.sign(signer.request(paper, opened(stage, key), Level.B_B, moment))


def opened(stage: Stage, key: SigningKey) -> KeyFile:
    """Return a registered key's file with its PIN."""
    holder: PersonId | UnitId | None = key.person_id or key.unit_id
    if holder is None:
        raise LookupError(key.subject)
    return KeyFile(read_key(stage.runtime.settings, key.file or ""), stage.pins[holder])
