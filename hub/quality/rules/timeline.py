"""From samples to the course of a line: which grade from when to when, and what was missing.

Of old meetings only minutes are left; they give the same course, to the minute.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from hub.quality.models import Grade
from hub.quality.rules.grades import GRAVITY, SAMPLE_S, Cause, meeting_grade

AT_AND_SEQ: Final = attrgetter("at", "seq")
STEP: Final = timedelta(seconds=SAMPLE_S)
#: Two connections of a site closer than this follow each other without a break.
SEAMLESS: Final = timedelta(seconds=1.5 * SAMPLE_S)
MINUTE: Final = timedelta(minutes=1)
#: Samples of a whole minute. One fewer is a matter of the browser's clock, not of the line.
A_MINUTE: Final = 60 // SAMPLE_S


class Point(NamedTuple):
    """One sample as the timeline needs it; it speaks for the time before `at`.

    A tuple, since a national conference has eleven million of them.
    """

    at: datetime
    connection: str
    seq: int
    grade: Grade
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutePoint:
    """A minute that was condensed: when it began, and how many samples had each grade."""

    start: datetime
    counts: Mapping[Grade, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one grade."""

    start: datetime
    end: datetime
    grade: Grade

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a line: its stretches, seconds per grade, breaks, causes."""

    segments: tuple[Segment, ...]
    seconds: dict[Grade, int]
    drops: int
    causes: tuple[tuple[Cause, int], ...]

    @property
    def grade(self) -> Grade:
        """The grade of the whole; LOST when nothing was measured."""
        return meeting_grade(*(self.seconds[each] for each in Grade))


def course_of(points: Iterable[Point], start: datetime, end: datetime) -> Course:
    """Return the course of one site's line between two moments.

    Samples missing by their number are LOST time, and so is the time between two
    connections; before the first sample and after the last nobody was measured.
    """
    ordered = sorted(points, key=AT_AND_SEQ)
    runs = _Runs(start, end)
    causes: Counter[Cause] = Counter()
    before: Point | None = None
    for point in ordered:
        if (
            before is not None
            and point.seq == before.seq + 1
            and point.connection == before.connection
        ):
            measured = runs.add(before.at, point.at, point.grade)
        else:
            measured = 0.0
            for each in _stretches(before, point):
                length = runs.add(each.start, each.end, each.grade)
                if each.grade is point.grade:
                    measured += length
        for cause in point.causes:
            causes[cause] += round(measured)
        before = point
    return _course(runs.segments(), causes)


def course_of_minutes(minutes: Iterable[MinutePoint], start: datetime, end: datetime) -> Course:
    """Return the course of one site's line between two moments, from its condensed minutes.

    Within a minute nobody knows the order any more: the grade that came before goes on, graver
    ones follow. Minutes without samples, and what a minute lacks, are LOST time. Causes other
    than silence went with the samples; the sums made at the close keep them.
    """
    ordered = sorted(minutes, key=lambda each: each.start)
    parts: list[Segment] = []
    for place, minute in enumerate(ordered):
        if parts and parts[-1].end < minute.start:
            parts.append(Segment(parts[-1].end, minute.start, Grade.LOST))
        parts.extend(
            _stretches_of_minute(
                minute,
                parts[-1].grade if parts else None,
                is_first=place == 0,
                is_last=place == len(ordered) - 1,
            )
        )
    runs = _Runs(start, end)
    for each in parts:
        runs.add(each.start, each.end, each.grade)
    return _course(runs.segments(), Counter())


def _course(segments: tuple[Segment, ...], causes: Counter[Cause]) -> Course:
    seconds = dict.fromkeys(Grade, 0.0)
    for each in segments:
        seconds[each.grade] += each.seconds
    lost = round(seconds[Grade.LOST])
    if lost:
        causes[Cause.SILENCE] = lost
    return Course(
        segments,
        {grade: round(each) for grade, each in seconds.items()},
        sum(each.grade is Grade.LOST for each in segments),
        tuple(causes.most_common()),
    )


def _stretches(before: Point | None, point: Point) -> list[Segment]:
    if before is None:
        return [Segment(point.at - STEP, point.at, point.grade)]
    if before.connection == point.connection and point.seq > before.seq:
        missing = point.seq - before.seq - 1
        step = (point.at - before.at) / (missing + 1)
        return [
            Segment(before.at, point.at - step, Grade.LOST),
            Segment(point.at - step, point.at, point.grade),
        ]
    if point.at - before.at <= SEAMLESS:
        return [Segment(before.at, point.at, point.grade)]
    return [
        Segment(before.at, point.at - STEP, Grade.LOST),
        Segment(point.at - STEP, point.at, point.grade),
    ]


def _stretches_of_minute(
    minute: MinutePoint, before: Grade | None, *, is_first: bool, is_last: bool
) -> list[Segment]:
    counts = {grade: minute.counts.get(grade, 0) for grade in Grade}
    begin, end = minute.start, minute.start + MINUTE
    missing = A_MINUTE - sum(counts.values())
    if missing > 1:
        if is_last:
            end -= missing * STEP
        elif is_first:
            begin += missing * STEP
        else:
            counts[Grade.LOST] += missing
    stretches, reached, whole = [], 0, sum(counts.values())
    for grade in sorted(Grade, key=lambda each: (each is not before, GRAVITY[each])):
        if counts[grade]:
            since, reached = reached, reached + counts[grade]
            length = end - begin
            stretches.append(
                Segment(begin + length * since / whole, begin + length * reached / whole, grade)
            )
    return stretches


class _Runs:
    """Stretches of one grade between two moments, each as long as the grade goes on."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self._start, self._end = start, end
        self._done: list[Segment] = []
        self._since = self._reached = start
        self._grade: Grade | None = None

    def add(self, since: datetime, to: datetime, grade: Grade) -> float:
        """Go on until `to` with a grade; return how many seconds lie between the moments."""
        since, to = max(since, self._start), min(to, self._end)
        if since >= to:
            return 0.0
        if grade is not self._grade or since != self._reached:
            self._finish()
            self._since, self._grade = since, grade
        self._reached = to
        return (to - since).total_seconds()

    def segments(self) -> tuple[Segment, ...]:
        """Return all stretches, in the order they were added."""
        self._finish()
        self._grade = None
        return tuple(self._done)

    def _finish(self) -> None:
        if self._grade is not None:
            self._done.append(Segment(self._since, self._reached, self._grade))
