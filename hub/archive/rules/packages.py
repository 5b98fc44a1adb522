"""What a sealed archive is known by."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Package:
    """A sealed archive that lies in the store and passed its check: what is to be written down.

    `seal_name` and `sealed_with` are the holder and the fingerprint of the certificate.
    """

    sha256: str
    size: int
    manifest_sha256: str
    seal_name: str
    sealed_with: str
    entries: list[dict[str, Any]]
