"""The store: one file per content, named by its SHA-256, never overwritten."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.storage.durable import (
    Source,
    make_folder,
    pieces,
    sweep,
    sync_file,
    sync_folder,
    temporary,
)
from hub.gateways.storage.errors import (
    FileTooLarge,
    StoredFileMissing,
    UploadDiffers,
    disk_errors,
)
from hub.gateways.storage.parts import Parts

SHA256: Final = re.compile(r"[0-9a-f]{64}")
PROBE: Final = b"probe" * 100


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored content: its SHA-256 in hexadecimal and its size in bytes."""

    sha256: str
    size: int


class Storage:
    """A content-addressed store in a local folder."""

    def __init__(self, root: Path) -> None:
        """Make the folders that are missing and delete what dead writers left behind."""
        self.root = root
        self._blobs = root / "blobs"
        self._temporary = root / "tmp"
        self._damaged = root / "damaged"
        self.parts = Parts(root / "parts")
        with disk_errors():
            for folder in (root, self._blobs, self._temporary, self._damaged, root / "parts"):
                make_folder(folder)
            sweep(self._temporary)

    def put(self, source: Source, *, limit: int | None = None, sha256: str = "") -> Blob:
        """Keep bytes, a file or chunks; after the return they survive a power cut.

        Putting the same content twice keeps it once. Raises FileTooLarge beyond `limit` bytes,
        UploadDiffers when `sha256` is given and does not fit, StorageFull, StorageUnavailable.
        """
        ensure_outside_unit_of_work()
        with temporary(self._temporary) as (file, path):
            digest, size = hashlib.sha256(), 0
            for piece in pieces(source):
                size += len(piece)
                if limit is not None and size > limit:
                    raise FileTooLarge(limit_mb=limit // 2**20)
                digest.update(piece)
                with disk_errors():
                    file.write(piece)
            blob = Blob(digest.hexdigest(), size)
            if sha256 and sha256 != blob.sha256:
                raise UploadDiffers
            with disk_errors():
                file.flush()
                os.fchmod(file.fileno(), 0o440)
                sync_file(file.fileno())
                self._give_its_name(path, blob)
        return blob

    def finish(self, upload_id: UUID, *, sha256: str = "") -> Blob:
        """Keep a complete upload. Drop the part when the row that names the blob is committed.

        Raises what `put` raises, UploadUnknown, and UploadBusy while bytes are arriving.
        """
        with self.parts.reading(upload_id) as file:
            return self.put(file, sha256=sha256)

    def open(self, sha256: str) -> BinaryIO:
        """Open a content for reading. Raises StoredFileMissing."""
        try:
            return self._place(sha256).open("rb")
        except FileNotFoundError as error:
            raise StoredFileMissing from error

    def read(self, sha256: str) -> bytes:
        """Return a whole content. Raises StoredFileMissing."""
        with self.open(sha256) as file:
            return file.read()

    def path(self, sha256: str) -> Path:
        """Return where a content lies, to read from only. Raises StoredFileMissing."""
        place = self._place(sha256)
        if not place.is_file():
            raise StoredFileMissing
        return place

    def has(self, sha256: str) -> bool:
        """Tell whether there is such a content; its bytes are not looked at."""
        return self._place(sha256).is_file()

    def verify(self, sha256: str) -> bool:
        """Read a content again and tell whether it is there and still the same."""
        return _digest(self._place(sha256)) == sha256

    def all(self) -> Iterator[Blob]:
        """Every content, in the order of the names."""
        for folder in sorted(self._blobs.iterdir()):
            for path in sorted(folder.iterdir()):
                yield Blob(folder.name + path.name, path.stat().st_size)

    def probe(self) -> None:
        """Really write and fsync something. Raises StorageFull or StorageUnavailable.

        A hub on a full or read-only disk still answers, so being ready has to be tried.
        """
        ensure_outside_unit_of_work()
        with temporary(self._temporary) as (file, _), disk_errors():
            file.write(PROBE)
            file.flush()
            sync_file(file.fileno())

    def _give_its_name(self, path: Path, blob: Blob) -> None:
        place = self._place(blob.sha256)
        make_folder(place.parent)
        if place.exists():
            self._keep_or_replace(place, path, blob)
        else:
            path.rename(place)
        sync_folder(place.parent)

    def _keep_or_replace(self, place: Path, path: Path, blob: Blob) -> None:
        if _digest(place) == blob.sha256:
            with place.open("rb") as file:  # its writer may have died before its own fsync
                sync_file(file.fileno())
            return
        place.rename(self._damaged / f"{blob.sha256}.{path.stem}")  # evidence is not destroyed
        sync_folder(self._damaged)
        path.rename(place)

    def _place(self, sha256: str) -> Path:
        if not SHA256.fullmatch(sha256):
            raise StoredFileMissing
        return self._blobs / sha256[:2] / sha256[2:]


def _digest(path: Path) -> str | None:
    with suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return None
