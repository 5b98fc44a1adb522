"""What packing is asked for and what it answers."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from hub.gateways.signing.contract import SigningKey, TokenKey

MANIFEST: Final = "manifest-sha256.txt"
SEAL: Final = "manifest-sha256.txt.p7s"
#: Where the certificates are put that the seal and the signatures in the files carry.
CERTIFICATES: Final = "8-chung-thu"
#: In an offline pack: the certificate of the hub's own key, which sealed its manifest.
PACK_CERTIFICATE: Final = "chung-thu-he-thong.pem"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the dossier: its name inside, its bytes or where they lie.

    `sha256` is checked when given: a stored file that has changed is not sealed.
    `is_signed_pdf` has the certificates in its signatures put beside it.
    """

    name: str
    content: bytes | Path = field(repr=False)
    sha256: str = ""
    is_signed_pdf: bool = False


@dataclass(frozen=True, slots=True)
class Packing:
    """An archive to be written to `target`, sealed with the organisation's key at `moment`.

    `anchors` are certificates (DER) that offline readers need: roots, issuing authorities.
    """

    parts: tuple[Part, ...]
    key: SigningKey | TokenKey
    moment: datetime
    target: Path
    anchors: tuple[bytes, ...] = field(default=(), repr=False)
    crls: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file as it lies in the archive: name, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written: the files in their order, and who sealed the manifest."""

    files: tuple[PackedFile, ...]
    manifest_sha256: str
    sealed_by: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class OfflinePacking:
    """An archive for one reader, encrypted with `password` (printable ASCII) to `target`.

    `key` is the hub's own: it signs the manifest.
    """

    parts: tuple[Part, ...]
    moment: datetime
    target: Path
    password: str = field(repr=False)
    key: SigningKey
