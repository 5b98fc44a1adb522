"""What was found out about a file and its signatures; three questions, never mixed.

    intact   nguyên vẹn   is what is shown what was signed?
    valid    hợp lệ       was it signed with the key of this certificate, in sound form?
    trusted  tin cậy      does someone we trust vouch for the holder, at the time that counts?

Each is answered yes, no, or cannot be determined now, with a reason.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from hub.core.text import N_, gettext


class Answer(StrEnum):
    """An honest answer to a question about a signature."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class DocumentState(StrEnum):
    """The whole file, judged by its worst signature."""

    UNSIGNED = "unsigned"
    OK = "ok"
    #: Nothing is wrong with the file, but what is known here now does not suffice: ask again.
    UNDETERMINED = "undetermined"
    #: Nothing is wrong with the file, but something could not be confirmed.
    CONCERN = "concern"
    #: Something is wrong: changed, forged, revoked, or malformed where it claims to be signed.
    INVALID = "invalid"
    #: Not a PDF that can be read at all.
    BROKEN = "broken"


#: Every reason, and the sentence that people read. The codes are stable.
REASONS: Final = {
    "unchanged": N_("Nothing was changed since this signature."),
    "only-later-signatures": N_("Since this signature only further signatures were added."),
    "changed-after-signing": N_("The document was changed after this signature."),
    "looks-different": N_("What the document shows now is not what it showed when it was signed."),
    "not-compared": N_(
        "The document has too many pages to compare what it shows with what was signed."
    ),
    "content-altered": N_("The signed content was altered: its digest no longer fits."),
    "not-whole-file": N_("The signature does not cover the whole document."),
    "appended-after-end": N_("Data were appended after the last signature."),
    "signature-fits": N_("The signature was made with the key of this certificate."),
    "signature-wrong": N_("The signature was not made with the key of this certificate."),
    "signature-malformed": N_("The signature is malformed and cannot be checked."),
    "weak-algorithm": N_("The signature uses an outdated algorithm that proves nothing today."),
    "vouched": N_("A trusted authority vouches for the signer."),
    "vouched-when-signed": N_(
        "The certificate was in force when the document was signed, as the timestamp proves."
    ),
    "issuer-unknown": N_("The authority that issued the certificate is not in the trust list."),
    "issuer-forged": N_("The certificate was not issued by the authority that it names."),
    "chain-broken": N_("The chain of certificates up to a trusted authority is not in order."),
    "expired": N_(
        "The certificate has expired, and nothing proves that the signature was made before."
    ),
    "expired-when-signed": N_("The certificate had expired when the document was signed."),
    "not-yet-valid": N_("The certificate was not yet in force when the document was signed."),
    "revoked": N_("The certificate was revoked."),
    "wrong-usage": N_("The certificate is not meant for signing documents."),
    "revocation-unknown": N_(
        "No revocation list of the issuer is at hand, so revocation cannot be ruled out now."
    ),
    "revocation-stale": N_(
        "The issuer's revocation list is out of date, so revocation cannot be ruled out now."
    ),
    "not-checked": N_("Not checked, because the signature could not be read."),
    "no-signature": N_("The document bears no digital signature."),
    "all-good": N_("All signatures are intact, valid and trusted."),
    "not-determined": N_(
        "The document is unchanged. Whether its signatures hold cannot be determined now,"
        " because a revocation list is missing or out of date."
    ),
    "not-confirmed": N_("The document is unchanged, but a signature could not be fully confirmed."),
    "signature-bad": N_("At least one signature is not in order. Do not rely on this document."),
    "signature-unreadable": N_(
        "The document holds signature data that cannot be read as a signature."
    ),
    "shared-signature": N_("One signature is used in two places of the document."),
    "structure-damaged": N_("The structure of the signed document is damaged."),
    "encrypted": N_("The document is protected by a password and cannot be checked."),
    "not-a-pdf": N_("The file is damaged or not a PDF document."),
    "check-gave-up": N_("The check had to be given up: the file asks for too much time or memory."),
}


#: What is said of a file whose signatures give it this state.
REASON_OF: Final = {
    DocumentState.OK: "all-good",
    DocumentState.UNDETERMINED: "not-determined",
    DocumentState.CONCERN: "not-confirmed",
    DocumentState.INVALID: "signature-bad",
    DocumentState.UNSIGNED: "no-signature",
    DocumentState.BROKEN: "not-a-pdf",
}


#: What another hour and a fresh list may answer. Every other doubt stays.
ANSWERED_LATER: Final = frozenset({"revocation-unknown", "revocation-stale"})


def pair_sha256(data_sha256: str, p7s_sha256: str) -> str:
    """Return the name of the verdict on a file and a signature beside it."""
    return hashlib.sha256(f"{data_sha256}:{p7s_sha256}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer and why."""

    answer: Answer
    reason: str

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        return gettext(REASONS[self.reason])


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature. `level` is B-B, B-T, B-LT, B-LTA, `CMS` (not PAdES) or `timestamp`.

    `claimed_at` is what the signer's computer said; `proven_at` what a trusted timestamp says.
    `page` counts from 0; `box` is in points from the bottom left; both None when invisible.
    """

    field: str
    level: str
    name: str
    unit: str
    title: str
    uid: str
    issuer: str
    serial: str
    fingerprint: str
    algorithm: str
    is_test: bool
    claimed_at: datetime | None
    proven_at: datetime | None
    page: int | None
    box: tuple[float, float, float, float] | None
    covers_whole_file: bool
    intact: Finding
    valid: Finding
    trusted: Finding

    @property
    def state(self) -> DocumentState:
        """The state of a file that had only this signature."""
        found = (self.intact, self.valid, self.trusted)
        if any(each.answer is Answer.NO for each in found):
            return DocumentState.INVALID
        doubts = {each.reason for each in found if each.answer is Answer.UNKNOWN}
        if doubts - ANSWERED_LATER:
            return DocumentState.CONCERN
        return DocumentState.UNDETERMINED if doubts else DocumentState.OK


@dataclass(frozen=True, slots=True)
class Verdict:
    """A file. `checked_at` is aware UTC.

    `trust` names whom the hub trusted, `epoch` the revocation lists it had. `certificates` are
    those that were looked at (DER in base64), `crls` the lists (their SHA-256): the evidence.
    `evidence` is under which name the report with all of it is stored, when it is.
    """

    state: DocumentState
    reason: str
    sha256: str
    trust: str
    checked_at: datetime
    signatures: tuple[SignatureVerdict, ...] = ()
    epoch: str = ""
    certificates: tuple[str, ...] = field(default=(), repr=False)
    crls: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        return gettext(REASONS[self.reason])

    @property
    def findings(self) -> str:
        """A short name of what was found: another one means that something else was found."""
        said = [self.state.value, self.reason]
        for each in self.signatures:
            axes = (each.intact, each.valid, each.trusted)
            said += [each.fingerprint, *(f"{one.answer.value} {one.reason}" for one in axes)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    @property
    def is_sound(self) -> bool:
        """Whether the file is signed and nothing is wrong with it: what the hub may hand out."""
        return self.state in (
            DocumentState.OK,
            DocumentState.UNDETERMINED,
            DocumentState.CONCERN,
        )

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the verdict as JSON, for keeping beside the file it is about."""
        return json.dumps(
            asdict(self), default=_plain, ensure_ascii=False, sort_keys=True, indent=indent
        )

    def as_record(self) -> dict[str, Any]:
        """Return what a database keeps: names, state, report, and where the evidence is."""
        return {
            "sha256": self.sha256,
            "trust_version": self.trust,
            "crl_epoch": self.epoch,
            "state": self.state.value,
            "report": json.loads(replace(self, certificates=()).to_json()),
            "findings": self.findings,
            "evidence_sha256": self.evidence,
            "crls": list(self.crls),
        }

    @classmethod
    def from_json(cls, text: str) -> "Verdict":
        """Read what `to_json` wrote. Raises ValueError or KeyError for anything else."""
        raw = json.loads(text)
        return cls(
            state=DocumentState(raw["state"]),
            reason=raw["reason"],
            sha256=raw["sha256"],
            trust=raw["trust"],
            checked_at=datetime.fromisoformat(raw["checked_at"]),
            signatures=tuple(_signature(each) for each in raw["signatures"]),
            epoch=raw.get("epoch", ""),
            certificates=tuple(raw.get("certificates", ())),
            crls=tuple(raw.get("crls", ())),
            evidence=raw.get("evidence", ""),
        )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))


def _signature(raw: dict[str, Any]) -> SignatureVerdict:
    values = dict(raw)
    for axis in ("intact", "valid", "trusted"):
        values[axis] = Finding(Answer(raw[axis]["answer"]), raw[axis]["reason"])
    for moment in ("claimed_at", "proven_at"):
        values[moment] = raw[moment] and datetime.fromisoformat(raw[moment])
    values["box"] = raw["box"] and tuple(raw["box"])
    return SignatureVerdict(**values)
