"""Uploads that are not complete yet. What was acknowledged of them survives a power cut."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.storage.durable import Source, lock, pieces, sync_file, sync_folder
from hub.gateways.storage.errors import (
    FileTooLarge,
    UploadBusy,
    UploadMoved,
    UploadUnknown,
    disk_errors,
)


class Parts:
    """One growing file per upload, named by its id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, upload_id: UUID) -> None:
        """Begin an empty upload; nothing happens when it was begun before."""
        ensure_outside_unit_of_work()
        with disk_errors():
            self._place(upload_id).touch(mode=0o640)
            sync_folder(self._folder)

    def size(self, upload_id: UUID) -> int:
        """Return how many bytes have arrived. Raises UploadUnknown."""
        try:
            return self._place(upload_id).stat().st_size
        except FileNotFoundError as error:
            raise UploadUnknown from error

    def path(self, upload_id: UUID) -> Path:
        """Return where an upload lies, to look into it only. Raises UploadUnknown."""
        place = self._place(upload_id)
        if not place.is_file():
            raise UploadUnknown
        return place

    def append(self, upload_id: UUID, offset: int, source: Source, *, limit: int) -> int:
        """Add bytes at `offset`, which must be the size reached; return the new size.

        When the sender breaks off, what came before stays and is counted. Raises UploadMoved
        (with `size`) for another offset, UploadBusy when another request is adding,
        FileTooLarge beyond `limit` bytes in all, UploadUnknown, StorageFull.
        """
        ensure_outside_unit_of_work()
        with self._opened(upload_id) as file:
            size = file.seek(0, os.SEEK_END)
            if offset != size:
                raise UploadMoved(size=size)
            try:
                for piece in pieces(source):
                    if size + len(piece) > limit:
                        raise FileTooLarge(limit_mb=limit // 2**20)
                    with disk_errors():
                        _write_all(file, piece)
                    size += len(piece)
            finally:
                with disk_errors():
                    file.truncate(size)  # never half a piece after a full disk
                    sync_file(file.fileno())
        return size

    @contextmanager
    def reading(self, upload_id: UUID) -> Iterator[BinaryIO]:
        """Open what has arrived, to hand it to `Storage.put`. Raises UploadUnknown.

        The part stays until `drop`, so that a crash before the row is committed loses nothing.
        """
        with self._opened(upload_id) as file:
            file.seek(0)
            yield file

    def drop(self, upload_id: UUID) -> None:
        """Forget an upload; nothing happens when there is none."""
        ensure_outside_unit_of_work()
        with disk_errors():
            self._place(upload_id).unlink(missing_ok=True)

    def untouched_since(self, moment: datetime) -> list[UUID]:
        """List uploads to which nothing was added since the moment, to be dropped."""
        return [
            UUID(path.stem)
            for path in sorted(self._folder.glob("*.part"))
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
        ]

    @contextmanager
    def _opened(self, upload_id: UUID) -> Iterator[BinaryIO]:
        try:
            file = self._place(upload_id).open("r+b", buffering=0)
        except FileNotFoundError as error:
            raise UploadUnknown from error
        with file:
            if not lock(file):
                raise UploadBusy
            yield file

    def _place(self, upload_id: UUID) -> Path:
        return self._folder / f"{upload_id}.part"


def _write_all(file: BinaryIO, piece: bytes) -> None:
    """Write without a buffer; near the end of the disk the system takes only a part at once."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]
