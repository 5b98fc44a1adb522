"""Changing what is known of lines: tests, samples, breaks, sums, statements."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Insert, delete, insert
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from hub.core.ids import LineTestId, MeetingSiteId, PersonId, new_id
from hub.core.unit_of_work import NOBODY, UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting, MeetingSite
from hub.quality import queries, rules
from hub.quality.errors import (
    AlreadySignedOff,
    NotForYouToSay,
    NotTheTechnician,
    OldTest,
    TooEarlyToSay,
)
from hub.quality.events import (
    LineChanged,
    LinesSummarised,
    LineTested,
    StatementMade,
    TestSignedOff,
)
from hub.quality.models import (
    Grade,
    LineState,
    LineSummary,
    LineTest,
    QualitySample,
    SiteStatement,
)

NOTHING: Final = -1


def record_test(
    uow: UnitOfWork,
    meeting_site: MeetingSite,
    result: rules.TestResult,
    thresholds: rules.Thresholds = rules.DEFAULT,
) -> LineTest:
    """Keep the result of a line test. A new test needs a new sign-off."""
    test = LineTest(
        id=LineTestId(new_id()),
        meeting_id=meeting_site.meeting_id,
        meeting_site_id=meeting_site.id,
        person_id=None if uow.actor.person_id == NOBODY else PersonId(uow.actor.person_id),
        at=uow.now,
        rtt_ms=result.rtt_ms,
        jitter_ms=result.jitter_ms,
        loss_pct=result.loss_pct,
        up_kbps=result.up_kbps,
        down_kbps=result.down_kbps,
        udp_open=result.udp_open,
        camera=result.camera,
        microphone=result.microphone,
        browser=result.browser,
        grade=rules.grade_of_test(result, thresholds),
    )
    uow.session.add(test)
    uow.emit(LineTested(meeting_site.meeting_id, meeting_site.id, test.id, test.grade.value))
    return test


def sign_off(uow: UnitOfWork, meeting: Meeting, test: LineTest) -> None:
    """Vouch for the newest test of a site.

    Raises NotTheTechnician, AlreadySignedOff, OldTest.
    """
    if not rules.may_sign_off(uow.actor, meeting):
        raise NotTheTechnician
    if test.signed_off_at is not None:
        raise AlreadySignedOff
    newest = queries.find_newest_test(uow.session, test.meeting_site_id)
    if newest is not None and newest.id != test.id:
        raise OldTest
    test.signed_off_at, test.signed_off_by_id = uow.now, uow.actor.person_id
    uow.emit(TestSignedOff(test.meeting_id, test.meeting_site_id, test.id))


def record_samples(
    uow: UnitOfWork,
    meeting_site: MeetingSite,
    connection: str,
    measurements: Sequence[rules.Measurement],
    thresholds: rules.Thresholds = rules.DEFAULT,
) -> int:
    """Keep samples of one connection and return the highest number now stored of it.

    A sample sent again is stored once. Rows go straight to the table, unit by unit of work.
    The line's state follows the newest sample; LineChanged says so when the grade changed.
    """
    state = queries.find_state(uow.session, meeting_site.id)
    judged = [(each, rules.judge(each, thresholds)) for each in measurements]
    if judged:
        rows = [_row(uow.now, meeting_site, connection, *each) for each in judged]
        uow.session.execute(_insert_once(uow), rows)
        newest = max(judged, key=lambda each: each[0].seq)
        if state is None:
            state = _first_state(uow, meeting_site, connection, *newest)
        else:
            _follow(uow, state, connection, *newest)
    known = state is not None and state.connection == connection
    return state.seq if state is not None and known else NOTHING


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


def sum_up(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """Sum up the lines of a meeting that is over. A reaction to MeetingClosed."""
    summarise(uow, uow.session.get_one(Meeting, closed.meeting_id))


def summarise(uow: UnitOfWork, meeting: Meeting) -> int:
    """Sum up every line of a meeting that closed; return how many. Doing it again is harmless."""
    uow.session.execute(delete(LineSummary).where(LineSummary.meeting_id == meeting.id))
    rows = [
        _summary(meeting, site_id, found)
        for site_id, found in queries.summaries(uow.session, meeting, uow.now)
        if found.course.segments
    ]
    if rows:
        uow.session.execute(insert(LineSummary), rows)
        uow.emit(LinesSummarised(meeting.id, len(rows)))
    return len(rows)


def state(
    uow: UnitOfWork,
    meeting: Meeting,
    site: MeetingSite,
    *,
    picture: int,
    sound: int,
    note: str = "",
) -> SiteStatement:
    """Let a site say how picture and sound were, 1 bad to 5 very good; the last word counts.

    Raises NotForYouToSay, TooEarlyToSay.
    """
    if not rules.may_state(uow.actor, site):
        raise NotForYouToSay
    if not rules.can_state(meeting):
        raise TooEarlyToSay
    said = uow.session.get(SiteStatement, site.id)
    if said is None:
        said = SiteStatement(meeting_site_id=site.id, meeting_id=meeting.id)
        uow.session.add(said)
    said.picture, said.sound, said.note = picture, sound, note
    said.said_at, said.said_by_id = uow.now, uow.actor.person_id
    uow.emit(StatementMade(meeting.id, site.id, picture, sound))
    return said


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


def _summary(meeting: Meeting, site_id: MeetingSiteId, found: queries.Measures) -> dict[str, Any]:
    seconds = found.course.seconds
    return {
        "meeting_site_id": site_id,
        "meeting_id": meeting.id,
        "good_s": seconds[Grade.GOOD],
        "fair_s": seconds[Grade.FAIR],
        "poor_s": seconds[Grade.POOR],
        "lost_s": seconds[Grade.LOST],
        "drops": found.course.drops,
        "rtt_ms": found.rtt_ms,
        "loss_pct": found.loss_pct,
        "mos": found.mos,
        "grade": found.course.grade,
        "causes": [[cause.value, length] for cause, length in found.course.causes],
    }
