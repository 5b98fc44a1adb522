"""Samples: judged, stored once, the state of each line kept beside them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Insert
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import MeetingSite
from hub.quality import queries, rules
from hub.quality.events import LineChanged
from hub.quality.models import Grade, LineState, QualitySample

NOTHING: Final = -1


class Batch(NamedTuple):
    """What one connection of a site sent."""

    meeting_site: MeetingSite
    connection: str
    measurements: Sequence[rules.Measurement]


def record_samples(
    uow: UnitOfWork,
    meeting_site: MeetingSite,
    connection: str,
    measurements: Sequence[rules.Measurement],
) -> int:
    """Keep samples of one connection and return the highest number now stored of it.

    A sample sent again is stored once. Rows go straight to the table, unit by unit of work.
    The line's state follows the newest sample; LineChanged says so when the grade changed.
    """
    record_many(uow, [Batch(meeting_site, connection, measurements)])
    state = queries.find_state(uow.session, meeting_site.id)
    known = state is not None and state.connection == connection
    return state.seq if state is not None and known else NOTHING


def record_many(uow: UnitOfWork, batches: Sequence[Batch]) -> None:
    """Keep what many sites sent, as `record_samples` does, with one insert for all of them."""
    thresholds = queries.thresholds_now(uow.session, uow.settings)
    states = queries.states_of(uow.session, [each.meeting_site.id for each in batches])
    rows: list[dict[str, Any]] = []
    for site, connection, measurements in batches:
        judged = [(each, rules.judge(each, thresholds)) for each in measurements]
        if not judged:
            continue
        rows.extend(_row(uow.now, site, connection, *each) for each in judged)
        newest = max(judged, key=lambda each: each[0].seq)
        if site.id in states:
            _follow(uow, states[site.id], connection, *newest)
        else:
            states[site.id] = _first_state(uow, site, connection, *newest)
    if rows:
        uow.session.execute(_insert_once(uow), rows)


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


def _insert_once(uow: UnitOfWork) -> Insert:
    if uow.session.get_bind().dialect.name == "postgresql":
        return insert_postgresql(QualitySample).on_conflict_do_nothing()
    return insert_sqlite(QualitySample).on_conflict_do_nothing()


def _row(
    now: datetime,
    site: MeetingSite,
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


def _first_state(
    uow: UnitOfWork,
    site: MeetingSite,
    connection: str,
    measured: rules.Measurement,
    judged: rules.Judged,
) -> LineState:
    state = LineState(
        meeting_site_id=site.id,
        meeting_id=site.meeting_id,
        since=uow.now,
        grade=judged.grade,
        drops=0,
    )
    _take(uow, state, connection, measured, judged)
    uow.session.add(state)
    uow.emit(LineChanged(site.meeting_id, site.id, "", judged.grade.value))
    return state


def _follow(
    uow: UnitOfWork,
    state: LineState,
    connection: str,
    measured: rules.Measurement,
    judged: rules.Judged,
) -> None:
    at = uow.now - timedelta(seconds=measured.age_s)
    same = state.connection == connection
    if (same and measured.seq <= state.seq) or (not same and at <= state.at):
        return
    was_silent = state.grade is not Grade.LOST and at - state.at > rules.SILENCE
    state.drops += was_silent
    _change(uow, state, judged.grade)
    _take(uow, state, connection, measured, judged)


def _take(
    uow: UnitOfWork,
    state: LineState,
    connection: str,
    measured: rules.Measurement,
    judged: rules.Judged,
) -> None:
    state.connection, state.seq = connection, measured.seq
    state.at = uow.now - timedelta(seconds=measured.age_s)
    state.rtt_ms, state.jitter_ms = measured.rtt_ms, measured.jitter_ms
    state.loss_pct, state.mos, state.fps = rules.worst_loss(measured), judged.mos, measured.fps
    state.up_kbps, state.down_kbps = measured.up_kbps, measured.down_kbps


def _change(uow: UnitOfWork, state: LineState, grade: Grade) -> None:
    if state.grade is grade:
        return
    was, state.grade, state.since = state.grade, grade, uow.now
    state.drops += grade is Grade.LOST
    uow.emit(LineChanged(state.meeting_id, state.meeting_site_id, was.value, grade.value))
