"""Passwords, lock-outs and the life of a session. Pure."""

import re
from datetime import datetime, timedelta
from typing import Final, Protocol

from hub.core.fold import fold

SHORTEST_PASSWORD: Final = 10
#: More would let one request occupy the hasher (denial of service by long password).
LONGEST_PASSWORD: Final = 1000
FAILURES_ALLOWED: Final = 5
LONGEST_LOCK: Final = timedelta(hours=1)
#: A session's last sign of life is written at most this often.
SEEN_EVERY: Final = timedelta(minutes=1)

#: Beginnings of the passwords people choose first; a password made of one is refused.
COMMON: Final = (
    "password", "matkhau", "123456", "qwerty", "abc123", "admin", "111111", "000000",
    "vietnam", "iloveyou", "letmein", "welcome",
)  # fmt: skip


USERNAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,58}[a-z0-9])")


def is_username(text: str) -> bool:
    """Tell whether a user name may be given to a new account."""
    return USERNAME.fullmatch(text) is not None


def username_for(name: str) -> str:
    """Return a user name for a person: given name and initials, `Phạm Thị Thu Hằng` hangptt."""
    parts = ["".join(filter(str.isalnum, part)) for part in fold(name).split()]
    parts = [part for part in parts if part.isascii() and part]
    if not parts:
        return ""
    return (parts[-1] + "".join(part[0] for part in parts[:-1]))[:40]


def is_strong(password: str, username: str) -> bool:
    """Tell whether a password may be chosen: long, not common, without the user name."""
    plain = fold(password)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(plain)) < 4:  # noqa: PLR2004
        return False
    if any(plain.strip("0123456789!@#$%^&*. ").startswith(word) for word in COMMON if word):
        return False
    return fold(username) not in plain


def lock_after(failures: int) -> timedelta | None:
    """Return how long an account stays locked after this many wrong passwords in a row."""
    if failures < FAILURES_ALLOWED:
        return None
    return min(timedelta(minutes=2 ** (failures - FAILURES_ALLOWED)), LONGEST_LOCK)


class Lasting(Protocol):
    """A session as far as its length goes."""

    @property
    def created_at(self) -> datetime:
        """When it began."""

    @property
    def seen_at(self) -> datetime:
        """The last sign of life."""

    @property
    def ended_at(self) -> datetime | None:
        """When it was ended."""


def is_open(sign_in: Lasting, now: datetime, *, idle: timedelta, longest: timedelta) -> bool:
    """Tell whether a session still counts."""
    return (
        sign_in.ended_at is None
        and now - sign_in.seen_at < idle
        and now - sign_in.created_at < longest
    )


def is_confirmed(typed_at: datetime, now: datetime, within: timedelta) -> bool:
    """Tell whether a password typed at that moment still stands for who is at the machine."""
    return now - typed_at <= within
