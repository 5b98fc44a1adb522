"""Arrivals and departures: acknowledged once they are committed, said twice they are harmless."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from hub.attendance import queries, rules
from hub.attendance.events import SiteArrived, SiteLeft, StaysEnded
from hub.attendance.models import Presence, PresenceEvent, PresenceEventKind
from hub.core.ids import PersonId, PresenceId, new_id
from hub.core.unit_of_work import NOBODY, Actor, UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.meetings.models import MeetingSite

#: Stays ended in one unit of work: when a province loses its power, others still have a turn.
SILENT_AT_ONCE: Final = 200


class Coming(NamedTuple):
    """A connection of a site that comes into the room, and whose it is."""

    actor: Actor
    meeting_site: MeetingSite
    connection: str
    event_key: str


def arrive(
    uow: UnitOfWork,
    meeting_site: MeetingSite,
    *,
    connection: str,
    event_key: str,
    person_name: str = "",
) -> Presence:
    """Note that a connection of a site came into the room, and return its stay.

    Saying the same `event_key` again, or arriving while already there, changes nothing.
    """
    actor = replace(uow.actor, name=person_name)
    (stay,) = arrive_many(uow, [Coming(actor, meeting_site, connection, event_key)])
    return stay


def arrive_many(uow: UnitOfWork, coming: Sequence[Coming]) -> list[Presence]:
    """Note that connections came into the room, as `arrive` does, with one insert for all."""
    if not coming:
        return []
    fresh = _heard_many(uow, coming)
    here = queries.open_by_connection(uow.session, [each.connection for each in coming])
    stays = []
    for each in coming:
        known = here.get(each.connection)
        if known is None and each.event_key not in fresh:
            known = queries.find_latest(uow.session, each.connection)
        if known is None:
            known = here[each.connection] = _stay(uow, each)
        stays.append(known)
    return stays


def _stay(uow: UnitOfWork, coming: Coming) -> Presence:
    actor, site, connection = coming.actor, coming.meeting_site, coming.connection
    stay = Presence(
        id=PresenceId(new_id()),
        meeting_id=site.meeting_id,
        meeting_site_id=site.id,
        connection=connection,
        person_id=_person(actor),
        person_name=actor.name,
        joined_at=uow.now,
        seen_at=uow.now,
    )
    uow.session.add(stay)
    with uow.acting(actor):
        uow.emit(SiteArrived(site.meeting_id, site.id, connection, actor.name))
    return stay


def leave(uow: UnitOfWork, connection: str, *, event_key: str, lost: bool) -> None:
    """Note that a connection left, or that its line was lost. Twice is harmless.

    A connection that never arrived has nothing to leave. A stay that the hub had ended on its
    own guess is settled by this word: no late sign of life opens it again.
    """
    stay = queries.find_open(uow.session, connection) or _guessed(uow, connection)
    if stay is None:
        return
    site = uow.session.get_one(MeetingSite, stay.meeting_site_id)
    kind = PresenceEventKind.LOST if lost else PresenceEventKind.LEAVE
    if not _heard(uow, site, connection, event_key, kind):
        return
    if stay.left_at is not None and lost:
        stay.estimated = False
    else:
        _end(uow, stay, lost=lost)


def _guessed(uow: UnitOfWork, connection: str) -> Presence | None:
    """Return the connection's latest stay if its end is only the hub's guess."""
    latest = queries.find_latest(uow.session, connection)
    return latest if latest is not None and latest.estimated else None


def seen(uow: UnitOfWork, connections: Iterable[str]) -> None:
    """Note signs of life of many connections at once.

    A stay that the hub ended on its own guess goes on: the same connection never left.
    """
    alive = list(connections)
    for stay in queries.ended_by_estimate(uow.session, alive):
        latest = queries.find_latest(uow.session, stay.connection)
        if latest is stay:
            _go_on(uow, stay)
    uow.session.flush()
    uow.session.execute(
        update(Presence)
        .where(Presence.connection.in_(alive), Presence.left_at.is_(None))
        .values(seen_at=uow.now)
        .execution_options(synchronize_session=False)
    )


def media_seen(uow: UnitOfWork, site: MeetingSite, receiving: bool, at: datetime) -> None:  # noqa: FBT001
    """Note that picture or sound of a site began to arrive at a moment, or stopped.

    Arriving media are a sign of life: a stay the hub ended on its own guess goes on. Missing
    media end no stay, since who is silent has not left; they show as a gap of the signal. Do not
    call it for devices that were switched off on purpose. Said twice it is harmless.
    """
    kind = PresenceEventKind.MEDIA_ON if receiving else PresenceEventKind.MEDIA_OFF
    key = f"{kind.value}:{site.id.hex}:{_milliseconds(at)}"
    if not _heard(uow, site, "", key, kind, at) or not receiving:
        return
    stay = queries.find_latest_at(uow.session, site.id)
    if stay is None:
        return
    if stay.left_at is not None and stay.estimated and at >= stay.left_at:
        _go_on(uow, stay)
    elif stay.left_at is None:
        stay.seen_at = max(stay.seen_at, at)


def close_lost(uow: UnitOfWork, limits: rules.Limits = rules.DEFAULT) -> int:
    """End stays of connections silent for too long, at their last sign of life: some at a time.

    Return how many; 0 when none is left. It also ends what a crash of the hub left open.
    """
    silent = queries.silent_since(uow.session, uow.now - limits.silence, most=SILENT_AT_ONCE)
    _heard_of(uow, silent, PresenceEventKind.SILENT)
    for stay in silent:
        stay.left_at, stay.lost, stay.estimated = stay.seen_at, True, True
        uow.emit(_left(stay))
    return len(silent)


def empty_room(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """End every stay of a meeting that is over, all at once. A reaction to MeetingClosed."""
    staying = queries.open_in(uow.session, closed.meeting_id)
    if not staying:
        return
    uow.session.execute(
        update(Presence)
        .where(Presence.meeting_id == closed.meeting_id, Presence.left_at.is_(None))
        .values(left_at=uow.now, seen_at=uow.now, lost=False, estimated=False)
    )
    rows = [_word(uow, stay, PresenceEventKind.CLOSED, uow.now) for stay in staying]
    _insert_words(uow, rows)
    uow.emit(StaysEnded(closed.meeting_id, len(staying)))


def _go_on(uow: UnitOfWork, stay: Presence) -> None:
    """Let a stay go on that the hub had ended on its own guess."""
    stay.left_at, stay.lost, stay.estimated, stay.seen_at = None, False, False, uow.now
    _heard_of(uow, [stay], PresenceEventKind.BACK)
    uow.emit(SiteArrived(stay.meeting_id, stay.meeting_site_id, stay.connection, stay.person_name))


def _heard(
    uow: UnitOfWork,
    site: MeetingSite,
    connection: str,
    event_key: str,
    kind: PresenceEventKind,
    at: datetime | None = None,
) -> bool:
    """Keep what was heard; return False when the same was heard before."""
    row = _event(uow, Coming(uow.actor, site, connection, event_key), kind, at)
    return bool(_insert_once(uow, [row]))


def _heard_many(uow: UnitOfWork, coming: Iterable[Coming]) -> set[str]:
    """Keep who came; return the keys that were not heard before."""
    rows = {each.event_key: _event(uow, each, PresenceEventKind.JOIN) for each in coming}
    return _insert_once(uow, list(rows.values()))


def _event(
    uow: UnitOfWork, coming: Coming, kind: PresenceEventKind, at: datetime | None = None
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "event_key": coming.event_key,
        "meeting_id": coming.meeting_site.meeting_id,
        "meeting_site_id": coming.meeting_site.id,
        "connection": coming.connection,
        "kind": kind,
        "at": at or uow.now,
        "person_id": _person(coming.actor),
    }


def _insert_once(uow: UnitOfWork, rows: list[dict[str, Any]]) -> set[str]:
    done = uow.session.scalars(
        _insert(uow)
        .on_conflict_do_nothing(index_elements=["event_key"])
        .returning(PresenceEvent.event_key),
        rows,
    )
    return set(done)


def _heard_of(uow: UnitOfWork, stays: Sequence[Presence], kind: PresenceEventKind) -> None:
    """Keep the hub's own word on many stays: `at` is their last sign of life."""
    _insert_words(uow, [_word(uow, stay, kind, stay.seen_at) for stay in stays])


def _word(
    uow: UnitOfWork, stay: queries.OpenStay | Presence, kind: PresenceEventKind, at: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "event_key": f"{kind.value}:{stay.id.hex}:{_milliseconds(at)}",
        "meeting_id": stay.meeting_id,
        "meeting_site_id": stay.meeting_site_id,
        "connection": stay.connection,
        "kind": kind,
        "at": at,
        "person_id": _person(uow.actor),
    }


def _insert_words(uow: UnitOfWork, rows: list[dict[str, Any]]) -> None:
    if rows:
        nothing_twice = _insert(uow).on_conflict_do_nothing(index_elements=["event_key"])
        uow.session.execute(nothing_twice, rows)


def _insert(uow: UnitOfWork) -> Any:
    postgresql = uow.session.get_bind().dialect.name == "postgresql"
    return (insert_postgresql if postgresql else insert_sqlite)(PresenceEvent)


def _milliseconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp() * 1000)


def _end(uow: UnitOfWork, stay: Presence, *, lost: bool) -> None:
    stay.left_at = stay.seen_at = uow.now
    stay.lost, stay.estimated = lost, False
    uow.emit(_left(stay))


def _left(stay: Presence) -> SiteLeft:
    return SiteLeft(
        stay.meeting_id, stay.meeting_site_id, stay.connection, stay.lost, stay.estimated
    )


def _person(actor: Actor) -> PersonId | None:
    return None if actor.person_id == NOBODY else actor.person_id
