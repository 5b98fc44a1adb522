"""Signatures of the demo: real ones, with its test keys, checked by the validator and kept."""

from dataclasses import dataclass
from datetime import datetime

from hub.cli.demo_stage import Stage
from hub.core.ids import PersonId, UnitId
from hub.core.unit_of_work import SYSTEM
from hub.documents.models import SigningKey
from hub.documents.service.signing import keep_verdict
from hub.gateways.signing.checked import at_once, sign_and_check
from hub.gateways.signing.contract import Appearance, EmptyField, SignedPdf, SignRequest
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.gateways.signing.folders import font_folders, read_key, read_trust


@dataclass(frozen=True)
class Field:
    """Where somebody signs, how it looks there, and why they sign."""

    name: str
    appearance: Appearance
    reason: str | None = None


def sign(
    stage: Stage, moment: datetime, sha256: str, key: SigningKey, own: Field, *others: Field
) -> SignedPdf:
    """Sign a stored PDF, store the result, and check it as it lies there.

    `others` are the fields in which somebody else signs later. Level B-B: the hub's timestamp
    server does not run yet. Raises SignatureNotSound and what signing refuses.
    """
    settings = stage.runtime.settings
    request = SignRequest(
        pdf=stage.storage.read(sha256),
        key=opened(stage, key),
        moment=moment,
        field_name=own.name,
        appearance=own.appearance,
        reason=own.reason,
        certify=True,
        fields=tuple(EmptyField(each.name, each.appearance) for each in (own, *others)),
        crls=read_trust(settings).crls,
        fonts=font_folders(settings),
    )
    made = sign_and_check(
        request,
        storage=stage.storage,
        trust=read_trust(settings),
        now=stage.runtime.clock(),
        run=at_once,
    )
    with stage.runtime.unit_of_work(SYSTEM) as uow:
        keep_verdict(uow, **made.verdict.as_record())
    made.ensure_sound()
    return made.signed


def opened(stage: Stage, key: SigningKey) -> KeyFile:
    """Return a registered key's file with its PIN."""
    holder: PersonId | UnitId | None = key.person_id or key.unit_id
    if holder is None:
        raise LookupError(key.subject)
    return KeyFile(read_key(stage.runtime.settings, key.file or ""), stage.pins[holder])
