"""The lines of one meeting, afterwards or as far as it has come."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, joinedload

from hub.core.db import table_of
from hub.core.ids import MeetingId, MeetingSiteId
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite, MeetingState
from hub.quality.models import Grade, QualitySample, SiteStatement
from hub.quality.queries.measures import Measures, mean
from hub.quality.queries.minutes import condensed_of, find_condensed
from hub.quality.rules import Cause, Course, Point, course_of, picture_mark

SAMPLES: Final = table_of(QualitySample)


@dataclass(frozen=True, slots=True)
class SiteReport:
    """One site's line over a meeting. Averages are None when nothing was measured."""

    meeting_site: MeetingSite
    course: Course | None
    rtt_ms: float | None
    jitter_ms: float | None
    loss_pct: float | None
    mos: float | None
    samples: int
    statement: SiteStatement | None

    @property
    def grade(self) -> Grade | None:
        """The grade of the whole meeting; None when the site was never measured."""
        return self.course.grade if self.course else None

    def minutes(self, grade: str) -> int:
        """Return the whole minutes of a grade."""
        return round(self.course.seconds[Grade(grade)] / 60) if self.course else 0


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The lines of a meeting, sites at their fixed places, between two moments."""

    meeting: Meeting
    start: datetime
    end: datetime
    sites: list[SiteReport]

    @property
    def measured(self) -> int:
        """How many sites were measured."""
        return sum(each.course is not None for each in self.sites)

    def minutes(self, grade: str) -> int:
        """Return the minutes of a grade over all sites."""
        return sum(each.minutes(grade) for each in self.sites)

    def count(self, grade: str) -> int:
        """Return how many sites have this grade over the whole meeting."""
        return sum(each.grade == grade for each in self.sites)


def frame_of(meeting: Meeting, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when lines of a meeting count."""
    start = meeting.opened_at or meeting.starts_at
    ended = meeting.state in {MeetingState.ENDED, MeetingState.ARCHIVED}
    end = meeting.closed_at or (meeting.ends_at if ended else now)
    return start, max(start, end)


def report(session: Session, meeting: Meeting, now: datetime) -> QualityReport:
    """Return the course of every line of a meeting (samples and minutes streamed).

    Of a meeting whose samples were condensed, the course is known to the minute.
    """
    start, end = frame_of(meeting, now)
    sites = session.scalars(
        select(MeetingSite)
        .where(MeetingSite.meeting_id == meeting.id, TAKES_PART)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position, MeetingSite.id)
    ).all()
    stated = {each.meeting_site_id: each for each in session.scalars(
        select(SiteStatement).where(SiteStatement.meeting_id == meeting.id)
    )}  # fmt: skip
    measured = dict(condensed_of(session, meeting.id, start, end))
    measured.update(_measured(session, _samples(meeting.id), start, end))
    return QualityReport(
        meeting,
        start,
        end,
        [site_report(site, measured.get(site.id), stated.get(site.id)) for site in sites],
    )


def report_of_site(
    session: Session, meeting: Meeting, site: MeetingSite, now: datetime
) -> SiteReport:
    """Return the course of one line; from its minutes when its samples were condensed."""
    start, end = frame_of(meeting, now)
    rows = session.execute(_samples(meeting.id).where(SAMPLES.c.meeting_site_id == site.id))
    found = list(rows)
    measured = (
        _measures(found, start, end) if found else find_condensed(session, site.id, start, end)
    )
    return site_report(site, measured, session.get(SiteStatement, site.id))


def samples_of(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId
) -> Sequence[QualitySample]:
    """Return the samples of one site, oldest first."""
    return session.scalars(
        select(QualitySample)
        .where(
            QualitySample.meeting_id == meeting_id,
            QualitySample.meeting_site_id == meeting_site_id,
        )
        .order_by(QualitySample.at, QualitySample.id)
    ).all()


def find_facts(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId
) -> dict[str, Any]:
    """Return what a site's samples said of its device and path, the last word on each.

    What does not change (the browser) stands in the first sample only. Empty when none did.
    """
    samples = select(QualitySample.facts).where(
        QualitySample.meeting_id == meeting_id,
        QualitySample.meeting_site_id == meeting_site_id,
    )
    first = session.scalar(samples.order_by(QualitySample.at, QualitySample.id).limit(1))
    last = session.scalar(
        samples.order_by(QualitySample.at.desc(), QualitySample.id.desc()).limit(1)
    )
    return {**(first or {}), **(last or {})}


def picture_marks(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId
) -> list[float]:
    """Return the marks of the large picture over a meeting, oldest first; unknown ones left out."""
    found = session.execute(
        select(QualitySample.facts, QualitySample.fps, QualitySample.freeze_pct)
        .where(
            QualitySample.meeting_id == meeting_id,
            QualitySample.meeting_site_id == meeting_site_id,
        )
        .order_by(QualitySample.at, QualitySample.id)
    )
    marks = (picture_mark(facts, fps, freeze) for facts, fps, freeze in found)
    return [each for each in marks if each is not None]


def measured_at(
    session: Session, meeting: Meeting, sites: Collection[MeetingSiteId], now: datetime
) -> Iterator[tuple[MeetingSiteId, Measures]]:
    """Yield what the samples of each measured one of some sites add up to."""
    wanted = _samples(meeting.id).where(SAMPLES.c.meeting_site_id.in_(sites))
    return _measured(session, wanted, *frame_of(meeting, now))


def _measured(
    session: Session, wanted: Select[*tuple[Any, ...]], start: datetime, end: datetime
) -> Iterator[tuple[MeetingSiteId, Measures]]:
    rows = session.execute(wanted.execution_options(yield_per=5000))
    for site_id, found in groupby(rows, key=itemgetter(0)):
        yield site_id, _measures(found, start, end)


def _samples(meeting_id: MeetingId) -> Select[*tuple[Any, ...]]:
    """Return the samples of a meeting as plain rows: eleven million leave no time for objects."""
    return (
        select(
            SAMPLES.c.meeting_site_id,
            SAMPLES.c.at,
            SAMPLES.c.connection,
            SAMPLES.c.seq,
            SAMPLES.c.grade,
            SAMPLES.c.rtt_ms,
            SAMPLES.c.jitter_ms,
            SAMPLES.c.loss_pct,
            SAMPLES.c.mos,
            SAMPLES.c.causes,
        )
        .where(SAMPLES.c.meeting_id == meeting_id)
        .order_by(SAMPLES.c.meeting_site_id, SAMPLES.c.at, SAMPLES.c.id)
    )


def _measures(found: Iterable[Row[*tuple[Any, ...]]], start: datetime, end: datetime) -> Measures:
    points, measures = [], []
    for _site, at, connection, seq, grade, *values, causes in found:
        points.append(Point(at, connection, seq, grade, _causes(causes)))
        if start <= at <= end:
            measures.append(values)
    rtt, jitter, loss, mos = (mean(each[place] for each in measures) for place in range(4))
    return Measures(course_of(points, start, end), rtt, jitter, loss, mos, len(measures))


def _causes(text: str) -> tuple[Cause, ...]:
    return tuple(Cause(each) for each in text.split()) if text else ()


def site_report(
    site: MeetingSite, found: Measures | None, statement: SiteStatement | None
) -> SiteReport:
    """Return the report of one line from what it measured and what the site said."""
    if found is None or not found.course.segments:
        return SiteReport(site, None, None, None, None, None, 0, statement)
    return SiteReport(
        site,
        found.course,
        found.rtt_ms,
        found.jitter_ms,
        found.loss_pct,
        found.mos,
        found.samples,
        statement,
    )
