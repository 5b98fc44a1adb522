"""Signing as every part of the hub does it: signed, stored, and checked as it lies in the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from hub.core.clock import Clock
from hub.core.settings import Settings
from hub.gateways.signing import evidence, work
from hub.gateways.signing.contract import (
    Appearance,
    DetachedSignature,
    EmptyField,
    Level,
    PublicKey,
    SignedPdf,
    SigningKey,
    SignRequest,
    TokenKey,
)
from hub.gateways.signing.folders import (
    Registered,
    font_folders,
    key_with,
    proof_for,
    read_trust,
)
from hub.gateways.signing.problems import FieldsClosed, SignatureNotSound
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


class Pictured(Registered, Protocol):
    """A key as the register has it, with its holder's picture."""

    @property
    def image_sha256(self) -> str:
        """The name of the stored picture of the signature or the seal, or nothing."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the hub printed, to be signed in one of its places.

    `places` are the fields, by name, in the order in which they are signed: the others are
    prepared before the first signature, which admits signatures in them and nothing else.
    """

    pdf: bytes = field(repr=False)
    field_name: str
    places: Mapping[str, Appearance]
    reason: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that lies in the store and passed its check: what is to be written down.

    `sha256` and `size` are those of the signed file, or of the .p7s beside it.
    """

    sha256: str
    size: int
    level: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs, stores, and checks what the store gives back, outside of any unit of work.

    `keep` writes a verdict down (`documents.service.signing.keep_verdict`). It is called in any
    case; a signature that did not pass is then refused with SignatureNotSound.
    """

    settings: Settings
    storage: Storage
    run: Runs
    clock: Clock
    keep: Callable[[Verdict], None]

    def sign_paper(self, paper: Paper, key: Pictured, pin: str, level: Level) -> Signed:
        """Sign a printed paper now, with a registered key. Raises what signing refuses."""
        source = key_with(self.settings, key, pin)
        return self.sign(self.request(self.pictured(paper, key), source, level, self.clock()))

    def pictured(self, paper: Paper, key: Pictured) -> Paper:
        """Return the paper with the picture of the key's holder in the place to be signed."""
        own = replace(paper.places[paper.field_name], image=self.picture_of(key))
        return replace(paper, places={**paper.places, paper.field_name: own})

    def sign(self, request: SignRequest) -> Signed:
        """Sign a PDF. Raises what signing refuses, such as WrongPin."""
        return self.take(self.run(work.sign, request, timeout_s=WITHIN_S))

    def sign_beside(self, request: SignRequest) -> Signed:
        """Sign a file that is no PDF, in a .p7s of its own."""
        signed = self.run(work.sign_detached, request, timeout_s=WITHIN_S)
        return self.take_beside(request.pdf, signed)

    def take(self, signed: SignedPdf) -> Signed:
        """Store a signed PDF and check what the store gives back."""
        blob = self.storage.put(signed.pdf, sha256=signed.sha256)
        return self._checked(signed, blob, work.validate, self.storage.read(blob.sha256))

    def take_beside(self, data: bytes, signed: DetachedSignature) -> Signed:
        """Store a signature beside a file and check what the store gives back."""
        blob = self.storage.put(signed.p7s)
        p7s = self.storage.read(blob.sha256)
        return self._checked(signed, blob, work.validate_detached, data, p7s)

    def preview(self, sha256: str, field_name: str, appearance: Appearance) -> bytes:
        """Return a picture (PNG) of the page of a stored PDF that will be signed, place framed."""
        shown = self.run(
            work.preview,
            self.storage.read(sha256),
            field_name,
            appearance,
            self.clock(),
            font_folders(self.settings),
            timeout_s=WITHIN_S,
        )
        return shown.png

    def ensure_admits_fields(self, sha256: str) -> None:
        """Raise FieldsClosed when a stored PDF takes signatures in its prepared fields only."""
        pdf = self.storage.read(sha256)
        if not self.run(work.admits_new_fields, pdf, timeout_s=WITHIN_S):
            raise FieldsClosed

    def picture_of(self, key: Pictured) -> bytes | None:
        """Return the picture of the holder's signature or seal."""
        return self.storage.read(key.image_sha256) if key.image_sha256 else None

    def request(
        self,
        paper: Paper,
        source: SigningKey | TokenKey | PublicKey,
        level: Level,
        moment: datetime,
    ) -> SignRequest:
        """Return what signing a printed paper is asked for; `source` is the key as it is had."""
        proof = proof_for(self.settings, level)
        return SignRequest(
            pdf=paper.pdf,
            key=source,
            moment=moment,
            field_name=paper.field_name,
            appearance=paper.places[paper.field_name],
            reason=paper.reason,
            certify=True,
            fields=tuple(EmptyField(name, place) for name, place in paper.places.items()),
            timestamp_url=proof.timestamp_url,
            evidence=proof.evidence,
            archive=proof.archive,
            crls=read_trust(self.settings).crls,
            fonts=font_folders(self.settings),
        )

    def _checked(
        self, signed: SignedPdf | DetachedSignature, blob: Blob, check: Any, *files: bytes
    ) -> Signed:
        trust = read_trust(self.settings)
        verdict: Verdict = self.run(check, *files, trust, self.clock(), timeout_s=WITHIN_S)
        self.keep(evidence.keep(self.storage, verdict, trust))
        if not verdict.is_sound:
            raise SignatureNotSound
        return Signed(blob.sha256, blob.size, signed.level, signed.signed_at)
