"""Samples: judged, stored once, the state of each line kept beside them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import Insert, Table, bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from hub.core.db import table_of
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.quality import queries, rules
from hub.quality.events import LineChanged
from hub.quality.models import Grade, LineState, QualitySample

NOTHING: Final = -1
STATES: Final = table_of(LineState)
REPLACE_STATE: Final = (
    update(STATES)
    .where(STATES.c.meeting_site_id == bindparam("b_site"))
    .values({name: bindparam(name) for name in queries.State._fields})
)


class OfMeeting(Protocol):
    """A site of a meeting: who it is, and of which meeting."""

    @property
    def id(self) -> MeetingSiteId:
        """Its id."""

    @property
    def meeting_id(self) -> MeetingId:
        """Its meeting."""


class Batch(NamedTuple):
    """What one connection of a site sent."""

    meeting_site: OfMeeting
    connection: str
    measurements: Sequence[rules.Measurement]


def record_samples(
    uow: UnitOfWork,
    meeting_site: OfMeeting,
    connection: str,
    measurements: Sequence[rules.Measurement],
) -> int:
    """Keep samples of one connection and return the highest number now stored of it.

    A sample sent again is stored once. The line's state follows the newest sample; LineChanged
    says so when the grade changed. A line that is good from the start is no news: ten thousand
    of them come at once when a national conference begins.
    """
    (last,) = record_many(uow, [Batch(meeting_site, connection, measurements)])
    return last


def record_many(uow: UnitOfWork, batches: Sequence[Batch]) -> list[int]:
    """Keep what many sites sent, as `record_samples` does, with one insert for all of them.

    Return for each the highest number now stored of its connection. Rows go straight to their
    tables: a thousand samples a second leave no time for objects.
    """
    thresholds = queries.thresholds_now(uow.session, uow.settings)
    states = queries.state_rows_of(uow.session, {each.meeting_site.id for each in batches})
    known = frozenset(states)
    rows: list[dict[str, Any]] = []
    changed: set[MeetingSiteId] = set()
    for site, connection, measurements in batches:
        judged = [(each, rules.judge(each, thresholds)) for each in measurements]
        if not judged:
            continue
        rows.extend(_row(uow.now, site, connection, *each) for each in judged)
        newest = max(judged, key=lambda each: each[0].seq)
        state = _followed(uow, states.get(site.id), site, connection, *newest)
        if state is not states.get(site.id):
            states[site.id] = state
            changed.add(site.id)
    if rows:
        uow.session.execute(_insert_once(uow, table_of(QualitySample)), rows)
    _write_states(uow, [states[each] for each in changed], known)
    return [_highest(states.get(each.meeting_site.id), each.connection) for each in batches]


def _highest(state: queries.State | None, connection: str) -> int:
    return state.seq if state is not None and state.connection == connection else NOTHING


def _write_states(
    uow: UnitOfWork, states: Sequence[queries.State], known: Collection[MeetingSiteId]
) -> None:
    fresh = [each._asdict() for each in states if each.meeting_site_id not in known]
    others = [each._asdict() for each in states if each.meeting_site_id in known]
    if fresh:
        uow.session.execute(insert(STATES), fresh)
    if others:
        uow.session.execute(REPLACE_STATE, [{**each, "b_site": each["meeting_site_id"]}
                                            for each in others])  # fmt: skip


def line_ended(
    uow: UnitOfWork, meeting_site_id: MeetingSiteId, connection: str, *, lost: bool
) -> None:
    """Show at once that a connection was lost, before its samples are missed.

    A site that left on purpose has no line to judge any more. An older connection of a site
    that has come back by another changes nothing.
    """
    state = queries.find_state(uow.session, meeting_site_id)
    if state is None or state.connection != connection:
        return
    if lost:
        _change(uow, state, Grade.LOST)
    else:
        uow.session.delete(state)


def end_lines(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """Judge no line of a meeting that is over any more. A reaction to MeetingClosed.

    Those that were lost to the end stay on the board as they were.
    """
    uow.session.execute(
        delete(LineState).where(
            LineState.meeting_id == closed.meeting_id, LineState.grade != Grade.LOST
        )
    )


def _insert_once(uow: UnitOfWork, table: Table) -> Insert:
    if uow.session.get_bind().dialect.name == "postgresql":
        return insert_postgresql(table).on_conflict_do_nothing()
    return insert_sqlite(table).on_conflict_do_nothing()


def _row(
    now: datetime,
    site: OfMeeting,
    connection: str,
    measured: rules.Measurement,
    judged: rules.Judged,
) -> dict[str, Any]:
    return {
        "meeting_id": site.meeting_id,
        "meeting_site_id": site.id,
        "connection": connection,
        "seq": measured.seq,
        "at": now - timedelta(seconds=measured.age_s),
        "rtt_ms": measured.rtt_ms,
        "jitter_ms": measured.jitter_ms,
        "loss_pct": rules.worst_loss(measured),
        "concealed_pct": measured.concealed_pct,
        "up_kbps": measured.up_kbps,
        "down_kbps": measured.down_kbps,
        "fps": measured.fps,
        "freeze_pct": measured.freeze_pct,
        "mos": judged.mos,
        "grade": judged.grade,
        "causes": " ".join(judged.causes),
        "facts": dict(measured.facts),
    }


def _followed(
    uow: UnitOfWork,
    state: queries.State | None,
    site: OfMeeting,
    connection: str,
    measured: rules.Measurement,
    judged: rules.Judged,
) -> queries.State:
    """Return the state of the line after its newest sample; the same when that came too late."""
    at = uow.now - timedelta(seconds=measured.age_s)
    was, since, drops = "", uow.now, 0
    if state is not None:
        same = state.connection == connection
        if (same and measured.seq <= state.seq) or (not same and at <= state.at):
            return state
        was_silent = state.grade is not Grade.LOST and at - state.at > rules.SILENCE
        was, since, drops = state.grade.value, state.since, state.drops + was_silent
    if was != judged.grade.value:
        since = uow.now
        drops += judged.grade is Grade.LOST and bool(was)
        if was or judged.grade is not Grade.GOOD:
            uow.emit(LineChanged(site.meeting_id, site.id, was, judged.grade.value))
    return queries.State(
        meeting_site_id=site.id,
        meeting_id=site.meeting_id,
        connection=connection,
        seq=measured.seq,
        at=at,
        since=since,
        grade=judged.grade,
        rtt_ms=measured.rtt_ms,
        jitter_ms=measured.jitter_ms,
        loss_pct=rules.worst_loss(measured),
        mos=judged.mos,
        fps=measured.fps,
        up_kbps=measured.up_kbps,
        down_kbps=measured.down_kbps,
        drops=drops,
    )


def _change(uow: UnitOfWork, state: LineState, grade: Grade) -> None:
    if state.grade is grade:
        return
    was, state.grade, state.since = state.grade, grade, uow.now
    state.drops += grade is Grade.LOST
    uow.emit(LineChanged(state.meeting_id, state.meeting_site_id, was.value, grade.value))
