"""When a certificate is warned of, and which ones only look alike."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from hub.core.clock import from_wall_time
from hub.core.fold import fold
from hub.core.ids import EntryId

#: Days before the end at which the holder is warned, each once.
WARNED_DAYS: Final = (60, 30, 7)
#: What makes a certificate useless for signing, as `standing`.
REFUSED: Final = frozenset({
    "revoked", "issuer-forged", "wrong-usage", "chain-broken", "not-yet-valid",
    "expired-when-signed",
})  # fmt: skip
UNVOUCHED: Final = frozenset({"issuer-forged", "issuer-unknown", "chain-broken"})


class Entry(Protocol):
    """A certificate as the register has it."""

    @property
    def id(self) -> EntryId: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def issuer_subject(self) -> str: ...  # noqa: D102
    @property
    def standing(self) -> str: ...  # noqa: D102
    @property
    def not_after(self) -> datetime: ...  # noqa: D102


def days_warned(not_after: datetime, now: datetime) -> int | None:
    """Return which warning is due: 60, 30 or 7 days before the end, 0 after it, else None."""
    left = not_after - now
    if left < timedelta(0):
        return 0
    reached = [days for days in WARNED_DAYS if left <= timedelta(days=days)]
    return min(reached) if reached else None


def namesakes(entries: Iterable[Entry]) -> frozenset[EntryId]:
    """Return those that bear the subject or the name of another one, but may be forgeries.

    A renewed certificate has the same subject and the same issuer: that is no namesake. One of
    another issuer, or one that only names the issuer and was not issued by it, may be a forgery.
    Two people may have one name; where the rest of the subject differs, only one that nobody
    trusted issued is a namesake, beside one that somebody did. Marks and case tell no names apart.
    """
    by_subject: dict[str, list[Entry]] = defaultdict(list)
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for each in entries:
        by_subject[each.subject].append(each)
        by_name[" ".join(fold(each.name).split())].append(each)
    found = set()
    for same in by_name.values():
        doubtful = {each.id for each in same if each.standing in UNVOUCHED}
        if len(doubtful) < len(same):
            found |= doubtful
    for same in by_subject.values():
        issuers = {each.issuer_subject for each in same}
        for each in same:
            others = len(same) > 1
            if others and (each.standing in UNVOUCHED or len(issuers) > 1):
                found.add(each.id)
    return frozenset(found)


def asks_for_care(entry: Entry, namesakes: Collection[EntryId], now: datetime) -> bool:
    """Tell whether a certificate stands at the top of the register: something is wrong with it."""
    unsafe = entry.id in namesakes or entry.standing in REFUSED
    return unsafe or days_warned(entry.not_after, now) is not None


def last_months(day: date, count: int) -> list[str]:
    """Return the last months up to that of a day, oldest first, as `09/2026`."""
    months = []
    year, month = day.year, day.month
    for _ in range(count):
        months.append(f"{month:02d}/{year}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return months[::-1]


def beginning_of(month: str) -> datetime:
    """Return the moment at which a month written as `09/2026` begins here."""
    number, year = month.split("/")
    return from_wall_time(f"{year}-{number}-01T00:00")
