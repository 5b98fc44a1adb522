"""Reading where lists come from, and the register."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.certificates.models import CrlSource

#: After a failure an address is asked again this much later.
PATIENCE: Final = timedelta(minutes=10)


def sources(session: Session) -> dict[str, CrlSource]:
    """Return what is known of every address that was ever asked, by address."""
    return {each.address: each for each in session.scalars(select(CrlSource))}


def due(
    session: Session, addresses: Collection[str], now: datetime, max_age: timedelta
) -> list[str]:
    """Return which of these addresses are to be asked now."""
    known = sources(session)
    return [each for each in addresses if _is_due(known.get(each), now, max_age)]


def _is_due(source: CrlSource | None, now: datetime, max_age: timedelta) -> bool:
    if source is None:
        return True
    if source.failure:
        return now - source.tried_at >= PATIENCE
    return source.fetched_at is None or now - source.fetched_at >= max_age
