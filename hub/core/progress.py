"""How far a long piece of work is: told by who does it, heard by who waits for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeAlias

#: Hears how many parts are done, of how many (0: nobody knows), and which one is next in words.
Listener: TypeAlias = Callable[[int, int, str], None]


def _nobody(_done: int, _total: int, _current: str) -> None:
    """Hear nothing: nobody waits."""


_listener: Final[ContextVar[Listener]] = ContextVar("progress", default=_nobody)


def tell(done: int, total: int, current: str = "") -> None:
    """Say how far the work is. Raises what the listener raises, who may have given it up."""
    _listener.get()(done, total, current)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let the work inside the block tell this listener how far it is."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
