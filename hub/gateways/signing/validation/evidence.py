"""What a verdict rests on: the certificates and the lists that were looked at."""

import base64
from collections.abc import Iterable
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Final, Self

#: A hostile file may carry thousands of certificates; no honest chain is longer.
MOST_CERTIFICATES: Final = 60
LARGEST: Final = 20_000  # bytes; a certificate with pictures in it is none of ours


class Gathered:
    """Gathers what is looked at while it is entered, each thing once, in order."""

    def __init__(self) -> None:
        self._certificates: dict[bytes, None] = {}
        self._crls: dict[str, None] = {}
        self._token: Token[Gathered | None] | None = None

    def __enter__(self) -> Self:
        self._token = _present.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._token is not None:
            _present.reset(self._token)

    @property
    def certificates(self) -> tuple[str, ...]:
        """The certificates: DER in base64."""
        return tuple(base64.b64encode(each).decode() for each in self._certificates)

    @property
    def crls(self) -> tuple[str, ...]:
        """The SHA-256 of the lists."""
        return tuple(self._crls)

    def _take(self, certificates: Iterable[bytes], crls: Iterable[str]) -> None:
        for each in certificates:
            if len(self._certificates) < MOST_CERTIFICATES and len(each) <= LARGEST:
                self._certificates[each] = None
        for name in crls:
            self._crls[name] = None


_present: ContextVar[Gathered | None] = ContextVar("gathered evidence", default=None)


def note(*, certificates: Iterable[bytes] = (), crls: Iterable[str] = ()) -> None:
    """Note that these certificates (DER) and lists (SHA-256) were looked at."""
    gathered = _present.get()
    if gathered is not None:
        gathered._take(certificates, crls)
