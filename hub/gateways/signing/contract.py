"""What signing is asked for and what it answers: plain values that travel between processes."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

#: Where Tinos is looked for: the built assets, then the system's folders.
FONT_FOLDERS: Final = (
    Path(__file__).parents[3] / "static" / "vendor" / "fonts",
    Path("/usr/share/fonts/truetype/croscore"),
    Path("/usr/share/fonts/truetype/tinos"),
    Path("/usr/local/share/fonts"),
)
PDF_POINTS_PER_MM: Final = 72 / 25.4


class Profile(StrEnum):
    """How a signature is to look. Decree 30/2020/NĐ-CP, Annex I, parts I and II."""

    INVISIBLE = "invisible"
    #: The person's signature in blue, between office and name (I.II.7d).
    PERSON = "nd30_person"
    #: Small, beside the place where the person will sign (ký nháy; the decree draws none).
    INITIALS = "initials"
    #: The office's seal in red over the left third of the person's signature (I.II.8a).
    ORG_MAIN = "nd30_org_main"
    #: Number, notation and time at the top right of page 1 of an attachment (I.II.8b).
    ORG_ATTACHMENT = "nd30_org_attachment"
    #: Kind of copy, office and time at the top right of page 1 (II.I.3).
    COPY = "nd30_copy"


class Ink(StrEnum):
    """The colours of a signature (I.II.7d) and of a seal (I.II.8a)."""

    BLUE = "blue"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page. Pages count from 0; points from the bottom left of the page."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top, in points."""
        return (self.left, self.bottom, self.right, self.top)


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the reader will see.

    `name` is the signer as printed in the document, and by it the place is found;
    `side` says in which column, when the name stands in two. `image` is a PNG.
    `number` is number and notation of the document (`125/GM-UBND`), for attachments.
    `copy_of` is the kind of copy (`SAO Y`), for copies. `unit` is the office's name.
    `initials` is the name of who gives initials; `name` then is whom they stand beside.
    """

    profile: Profile = Profile.INVISIBLE
    name: str = ""
    unit: str = ""
    number: str = ""
    copy_of: str = ""
    image: bytes | None = None
    place: Place | None = None
    side: str | None = None
    seal_diameter_mm: float = 36.0
    initials: str = ""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A PKCS#12 file and its PIN. Never printed."""

    pkcs12: bytes = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key in a PKCS#11 token: module (a path), key (URI of RFC 7512), and PIN. Never printed.

    `certificate` (DER) is used for tokens that hold none. `issuers` are certificates (DER) among
    which those above it are found; they go along with the signature.
    """

    module: str
    uri: str
    pin: str = field(repr=False)
    certificate: bytes | None = field(default=None, repr=False)
    issuers: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The certificate (DER) of a key that signs elsewhere.

    `issuers` are certificates among which those above it are found.
    """

    certificate: bytes = field(repr=False)
    issuers: tuple[bytes, ...] = field(default=(), repr=False)


class Level(StrEnum):
    """Baseline levels of EN 319 142-1 and EN 319 122-1: how long a signature stays provable."""

    B_B = "B-B"
    #: With a timestamp on the signature.
    B_T = "B-T"
    #: With the certificates and revocation lists of that time in the file.
    B_LT = "B-LT"
    #: With a timestamp over all that.
    B_LTA = "B-LTA"


@dataclass(frozen=True, slots=True)
class SignRequest:
    """One signature to be put on one PDF.

    `moment` is aware and becomes the claimed time. `fields` are empty fields to be added before
    a first signature. `certify` makes a first signature one that admits only further signatures,
    and those only in fields that are there already: name them in `fields`.
    `timestamp_url` asks for PAdES B-T; without it B-B is made. `evidence` asks for B-LT with it
    (B-LTA with `archive`): what of these anchors and lists concerns the signature goes into the
    file. The key is a file or a token; a `PublicKey` is for `pades.reserve` alone.
    `crls` are revocation lists (DER) in which the certificate is looked up before signing.
    """

    pdf: bytes = field(repr=False)
    key: SigningKey | TokenKey | PublicKey
    moment: datetime
    field_name: str
    appearance: Appearance = Appearance()
    reason: str | None = None
    location: str | None = None
    certify: bool = False
    fields: tuple["EmptyField", ...] = ()
    timestamp_url: str | None = None
    evidence: "TrustAnchors | None" = field(default=None, repr=False)
    archive: bool = False
    crls: tuple[bytes, ...] = field(default=(), repr=False)
    fonts: "FontFolders | None" = None


@dataclass(frozen=True, slots=True)
class EmptyField:
    """A signature field to be added before the first signature.

    Its place is found as a signature of this appearance would find its own; an organisation's
    field finds it beside the person's field before it. Invisible by default.
    """

    name: str
    appearance: Appearance = Appearance()


@dataclass(frozen=True, slots=True)
class FontFolders:
    """Where Tinos may lie, first folder first, and where its rescaled copy is kept."""

    search: tuple[Path, ...]
    cache: Path


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What a certificate says about its holder. Times are aware UTC."""

    name: str
    unit: str
    title: str
    uid: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    algorithm: str
    fingerprint: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class Reserved:
    """A file with room for a signature, and what is to be signed. Safe to keep on disk.

    `attributes` are the bytes that the key signs (RFC 5652 §5.4); the room lies between `start`
    and `end`; `digest` is the SHA-256 of all that lies around it. `size_before` is the length of
    the file that was given.
    """

    pdf: bytes = field(repr=False)
    attributes: bytes = field(repr=False)
    digest: bytes
    start: int
    end: int
    size_before: int
    field_name: str
    moment: datetime
    place: Place | None
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    timestamp_url: str | None = None
    evidence: "TrustAnchors | None" = field(default=None, repr=False)
    archive: bool = False


@dataclass(frozen=True, slots=True)
class DetachedSignature:
    """A CAdES signature (RFC 5652, EN 319 122-1) beside its file: the content of a .p7s."""

    p7s: bytes = field(repr=False)
    level: str
    signed_at: datetime
    proven_at: datetime | None
    signer: KeyFacts


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """The signed file: the bytes that were given, and behind them one new revision."""

    pdf: bytes = field(repr=False)
    sha256: str
    field_name: str
    level: str
    signed_at: datetime
    proven_at: datetime | None
    place: Place | None
    signer: KeyFacts


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture (PNG) of the page, with the place of the signature framed. Pages count from 1."""

    png: bytes = field(repr=False)
    page: int
    pages: int


class WithoutCrl(StrEnum):
    """What is said of a certificate whose issuer has no revocation list in the configuration."""

    UNKNOWN = "unknown"
    ACCEPT = "accept"


@dataclass(frozen=True)
class TrustAnchors:
    """Whom the operator trusts. Certificates and lists in DER.

    `anchors` may hold issuing authorities as well as roots, as trusted lists do.
    `others` help to build chains and are not trusted by themselves.
    Where a list is configured for an issuer it must be fresh and signed by that issuer;
    `without_crl` says what holds where none is.
    """

    anchors: tuple[bytes, ...]
    others: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    without_crl: WithoutCrl = WithoutCrl.UNKNOWN

    @cached_property
    def version(self) -> str:
        """Return a short name of whom is trusted, for keeping verdicts by it."""
        return _name_of(self.without_crl.encode(), self.anchors, self.others)

    @cached_property
    def epoch(self) -> str:
        """Return a short name of exactly these revocation lists; the newest list changes it."""
        return _name_of(b"crls", self.crls)


def _name_of(beginning: bytes, *groups: tuple[bytes, ...]) -> str:
    digest = hashlib.sha256(beginning)
    for group in groups:
        for item in sorted(group):
            digest.update(hashlib.sha256(item).digest())
        digest.update(b"|")
    return digest.hexdigest()[:16]
