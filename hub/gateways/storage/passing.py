"""Files that may be lost: made for one person, kept for some hours, made again when missing.

They lie outside the store of documents: nothing names them by their content, no backup copies
them, and they are deleted, which what is in the store never is.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
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
from hub.gateways.storage.errors import StoredFileMissing, disk_errors


class PassingFiles:
    """A folder of such files, each under the id of the row that tells of it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, file_id: UUID, source: Source) -> int:
        """Keep a file; return its size in bytes. Raises StorageFull, StorageUnavailable."""
        ensure_outside_unit_of_work()
        with disk_errors():
            make_folder(self._root)
        size = 0
        with temporary(self._root) as (file, path):
            for piece in pieces(source):
                size += len(piece)
                with disk_errors():
                    file.write(piece)
            with disk_errors():
                file.flush()
                sync_file(file.fileno())
                path.rename(self._place(file_id))
                sync_folder(self._root)
        return size

    def open(self, file_id: UUID) -> BinaryIO:
        """Open a file for reading. Raises StoredFileMissing."""
        try:
            return self._place(file_id).open("rb")
        except FileNotFoundError as error:
            raise StoredFileMissing from error

    def drop(self, file_id: UUID) -> None:
        """Delete a file; nothing happens when there is none."""
        ensure_outside_unit_of_work()
        with disk_errors():
            self._place(file_id).unlink(missing_ok=True)

    def all(self) -> Iterator[UUID]:
        """Yield the ids of the files; what dead writers left behind is deleted first."""
        sweep(self._root)
        for path in sorted(self._root.glob("*.file")):
            with suppress(ValueError):
                yield UUID(path.stem)

    def _place(self, file_id: UUID) -> Path:
        return self._root / f"{file_id}.file"
