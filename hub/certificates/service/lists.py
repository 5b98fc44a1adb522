"""Noting how the fetching of revocation lists went."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from hub.certificates import queries
from hub.certificates.events import ListMissed, ListTaken
from hub.certificates.models import CrlSource
from hub.core.ids import EntryId, new_id
from hub.core.unit_of_work import UnitOfWork


class ListFacts(Protocol):
    """What a list says of itself: see `hub.gateways.signing.lists.ListFacts`."""

    @property
    def issuer(self) -> str: ...  # noqa: D102
    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def this_update(self) -> datetime: ...  # noqa: D102
    @property
    def next_update(self) -> datetime | None: ...  # noqa: D102
    @property
    def entries(self) -> int: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102


class Attempt(Protocol):
    """How asking an address went: see `hub.gateways.signing.lists.Attempt`."""

    @property
    def address(self) -> str: ...  # noqa: D102
    @property
    def found(self) -> ListFacts | None: ...  # noqa: D102
    @property
    def failure(self) -> str: ...  # noqa: D102


def note_attempts(uow: UnitOfWork, attempts: Iterable[Attempt]) -> None:
    """Note how asking each address went. After a failure, what was at hand stays so."""
    for each in attempts:
        source = _source(uow, each.address)
        source.tried_at = uow.now
        if each.found is None:
            _note_missed(uow, source, each.failure)
        else:
            _note_taken(uow, source, each.found)


def _note_taken(uow: UnitOfWork, source: CrlSource, found: ListFacts) -> None:
    is_new = source.sha256 != found.sha256
    source.issuer, source.number, source.entries = found.issuer, found.number, found.entries
    source.this_update, source.next_update = found.this_update, found.next_update
    source.sha256, source.fetched_at = found.sha256, uow.now
    source.failure, source.failures = "", 0
    if is_new:
        uow.emit(ListTaken(source.address, found.issuer, found.number, found.sha256))


def _note_missed(uow: UnitOfWork, source: CrlSource, reason: str) -> None:
    source.failure = reason
    source.failures += 1
    if source.failures == 1:
        uow.emit(ListMissed(source.id, source.address, reason))


def _source(uow: UnitOfWork, address: str) -> CrlSource:
    source = queries.sources(uow.session).get(address)
    if source is None:
        source = CrlSource(
            id=EntryId(new_id()), address=address, issuer="", number="", entries=0, sha256="",
            tried_at=uow.now, failure="", failures=0,
        )  # fmt: skip
        uow.session.add(source)
    return source
