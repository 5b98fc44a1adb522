"""The lines of meetings so old that only minutes are left of their samples."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from hub.core.db import table_of
from hub.core.ids import MeetingId, MeetingSiteId
from hub.quality.models import Grade, LineSummary, QualityMinute
from hub.quality.queries.measures import Measures, mean
from hub.quality.rules import Cause, MinutePoint, course_of_minutes

MINUTES: Final = table_of(QualityMinute)


def minutes_of(session: Session, meeting_site_id: MeetingSiteId) -> Sequence[QualityMinute]:
    """Return the minutes of a site's line whose samples were condensed, in their order."""
    return session.scalars(
        select(QualityMinute)
        .where(QualityMinute.meeting_site_id == meeting_site_id)
        .order_by(QualityMinute.minute)
    ).all()


def condensed_of(
    session: Session, meeting_id: MeetingId, start: datetime, end: datetime
) -> Iterator[tuple[MeetingSiteId, Measures]]:
    """Yield what the minutes of each condensed site of a meeting add up to, streamed."""
    rows = session.execute(
        _minutes().where(MINUTES.c.meeting_id == meeting_id).execution_options(yield_per=5000)
    )
    sums: dict[MeetingSiteId, LineSummary] | None = None
    for site_id, found in groupby(rows, key=itemgetter(0)):
        if sums is None:
            kept = select(LineSummary).where(LineSummary.meeting_id == meeting_id)
            sums = {each.meeting_site_id: each for each in session.scalars(kept)}
        yield site_id, _measures(list(found), sums.get(site_id), start, end)


def find_condensed(
    session: Session, meeting_site_id: MeetingSiteId, start: datetime, end: datetime
) -> Measures | None:
    """Return what the minutes of one site add up to; None when it has none."""
    rows = session.execute(_minutes().where(MINUTES.c.meeting_site_id == meeting_site_id)).all()
    if not rows:
        return None
    return _measures(rows, session.get(LineSummary, meeting_site_id), start, end)


def _minutes() -> Select[*tuple[Any, ...]]:
    return select(
        MINUTES.c.meeting_site_id,
        MINUTES.c.minute,
        MINUTES.c.good,
        MINUTES.c.fair,
        MINUTES.c.poor,
        MINUTES.c.lost,
        MINUTES.c.rtt_ms,
        MINUTES.c.jitter_ms,
        MINUTES.c.loss_pct,
        MINUTES.c.mos,
    ).order_by(MINUTES.c.meeting_site_id, MINUTES.c.minute)


def _measures(
    rows: Sequence[Row[*tuple[Any, ...]]], kept: LineSummary | None, start: datetime, end: datetime
) -> Measures:
    """Add minutes up; seconds, breaks and causes are those counted at the close, to the sample."""
    points = [
        MinutePoint(minute, dict(zip(Grade, counts, strict=True)))
        for _site, minute, *counts, _rtt, _jitter, _loss, _mos in rows
    ]
    course = course_of_minutes(points, start, end)
    rtt, jitter, loss, mos = (mean(row[place] for row in rows) for place in range(6, 10))
    if kept is not None:
        rtt, loss, mos = kept.rtt_ms, kept.loss_pct, kept.mos
        course = replace(
            course,
            seconds={each: int(getattr(kept, f"{each}_s")) for each in Grade},
            drops=kept.drops,
            causes=tuple((Cause(cause), length) for cause, length in kept.causes),
        )
    samples = sum(sum(each.counts.values()) for each in points)
    return Measures(course, rtt, jitter, loss, mos, samples)
