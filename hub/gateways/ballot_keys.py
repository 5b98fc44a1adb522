"""The keys of secret votes: outside the database, outside every backup, gone after the count.

A key lies in a file of its own from the opening of a vote until its ballots are counted. So a
copy of the database, of its log or of a backup cannot open a ballot; and a hub that was killed
finds the key again. See docs/decisions/0008-secret-ballots.md.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from hub.core.clock import unix_ms
from hub.core.unit_of_work import ensure_outside_unit_of_work

SUFFIX: Final = ".ballot"
KEY_BYTES: Final = 32


class BallotKeys:
    """The folder of the keys, each under its public part. All processes of a hub see the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self) -> bytes:
        """Make the key of a vote, keep it durably, and return its public part (X25519, raw)."""
        ensure_outside_unit_of_work()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = X25519PrivateKey.generate()
        path = self._path(key.public_key().public_bytes_raw())
        unfinished = path.with_suffix(".new")
        with open(unfinished, "wb", opener=_private) as file:
            file.write(key.private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        self._sync()
        return bytes.fromhex(path.stem)

    def read(self, public_key: bytes) -> bytes | None:
        """Return the private part of a key; None when it is not here (any more)."""
        ensure_outside_unit_of_work()
        try:
            return self._path(public_key).read_bytes()
        except FileNotFoundError:
            return None

    def destroy(self, public_key: bytes) -> None:
        """Overwrite and remove a key; without it nothing happens.

        A drive that moves what it writes (SSD, copy-on-write) may keep the old bytes: keep the
        folder on an encrypted file system where that matters.
        """
        ensure_outside_unit_of_work()
        path = self._path(public_key)
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return
        self._sync()

    def held(self, *, older_than_s: float = 0) -> Iterator[bytes]:
        """Yield the public parts of the keys made at least so many seconds ago."""
        if self._folder.is_dir():
            limit = unix_ms() / 1000 - older_than_s
            for path in sorted(self._folder.glob(f"*{SUFFIX}")):
                if path.stat().st_mtime <= limit:
                    yield bytes.fromhex(path.stem)

    def destroy_unneeded(self, is_needed: Callable[[bytes], bool]) -> int:
        """Destroy the keys that nothing needs; return how many.

        A key goes right after the count; this is for the hub that was killed in between. Younger
        keys than a minute are left alone: what they are for is just being opened.
        """
        unneeded = [each for each in self.held(older_than_s=60) if not is_needed(each)]
        for each in unneeded:
            self.destroy(each)
        return len(unneeded)

    def _path(self, public_key: bytes) -> Path:
        return self._folder / f"{public_key.hex()}{SUFFIX}"

    def _sync(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
