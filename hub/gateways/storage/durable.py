"""Bytes that survive a power cut."""

import fcntl
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, ParamSpec, TypeAlias, TypeVar

from hub.core.ids import new_id
from hub.gateways.storage.errors import disk_errors

Source: TypeAlias = bytes | BinaryIO | Iterable[bytes]

PIECE: Final = 1 << 20  # bytes read at once

P = ParamSpec("P")
T = TypeVar("T")


def pieces(source: Source) -> Iterator[bytes]:
    """Read any source in pieces of at most a megabyte where we choose their size."""
    if isinstance(source, bytes | bytearray | memoryview):
        yield bytes(source)
    elif hasattr(source, "read"):
        while piece := source.read(PIECE):
            yield piece
    else:
        yield from source


def sync_file(descriptor: int) -> None:
    """Wait until the bytes of an open file have reached the disk."""
    _beside_the_loop(os.fsync, descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder have reached the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder so that it outlives a power cut; nothing happens when it is there."""
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o750)
    sync_folder(folder.parent)


@contextmanager
def temporary(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a new temporary file, locked by us; its name is gone afterwards in any case."""
    path = folder / f"{new_id().hex}.tmp"
    with disk_errors():
        file = _opened_and_locked(path)
    try:
        yield file, path
    finally:
        path.unlink(missing_ok=True)  # after a rename there is nothing under this name
        with suppress(OSError):  # a full disk says so again when the last bytes are flushed
            file.close()


def sweep(folder: Path) -> int:
    """Delete temporary files whose writer died; return how many.

    A living writer, also one in another process, holds a lock on its file.
    """
    swept = 0
    for path in folder.glob("*.tmp"):
        with suppress(FileNotFoundError), path.open("rb") as file:
            if lock(file):
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def lock(file: BinaryIO) -> bool:
    """Take the lock of an open file without waiting; tell whether we have it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened_and_locked(path: Path) -> BinaryIO:
    while True:
        file = path.open("xb")
        if lock(file) and os.fstat(file.fileno()).st_nlink:
            return file
        file.close()  # swept between the two lines above: try again


def _beside_the_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call something that blocks; under gevent in a native thread, so that others go on."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return function(*args, **kwargs)
    import gevent

    result: T = gevent.get_hub().threadpool.apply(function, args, kwargs)
    return result
