"""A page of the lines of a meeting that has too many to draw or to add up all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.fold import fold
from hub.core.ids import MeetingId, MeetingSiteId
from hub.directory.models import Unit
from hub.meetings import queries as meetings
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite
from hub.quality.models import LineSummary, PendingSums, SiteStatement
from hub.quality.queries.minutes import find_condensed
from hub.quality.queries.report import QualityReport, SiteReport, frame_of, measured_at, site_report

#: Up to so many sites the report shows whole.
WHOLE: Final = 100
#: Lines on a page of a larger one.
LINES: Final = 50


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The lines of a page, the worst of all first; the figures are those of the whole meeting.

    `minutes` by grade; `found` how many sites have the words asked for.
    """

    report: QualityReport
    sites: int
    measured: int
    minutes: dict[str, int]
    number: int
    found: int


def report_page(
    session: Session, meeting: Meeting, words: str, number: int, now: datetime
) -> ReportPage | None:
    """Return a page of a large meeting whose lines were summed up; None for any other.

    Sorted by what the sums say; only the courses of the page's own lines are worked out.
    """
    if meetings.count_sites(session, meeting.id) <= WHOLE:
        return None
    if session.get(PendingSums, meeting.id) is not None:
        return None
    lines = _lines(session, meeting.id)
    measured = [each for each in lines if each.good_s is not None]
    if not measured:
        return None
    part = fold(words)
    wanted = sorted((each for each in lines if part in each.fold), key=_worst_first)
    number = min(number, max(1, -(-len(wanted) // LINES)))
    shown = [each.id for each in wanted[(number - 1) * LINES : number * LINES]]
    start, end = frame_of(meeting, now)
    return ReportPage(
        QualityReport(meeting, start, end, _reports(session, meeting, shown, now)),
        sites=len(lines),
        measured=len(measured),
        minutes={
            grade: sum(round(getattr(each, f"{grade}_s") / 60) for each in measured)
            for grade in ("good", "fair", "poor", "lost")
        },
        number=number,
        found=len(wanted),
    )


def _lines(session: Session, meeting_id: MeetingId) -> list[Any]:
    found = session.execute(
        select(
            MeetingSite.id,
            Unit.fold,
            LineSummary.good_s,
            LineSummary.fair_s,
            LineSummary.poor_s,
            LineSummary.lost_s,
        )
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .outerjoin(LineSummary, LineSummary.meeting_site_id == MeetingSite.id)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .order_by(MeetingSite.position, MeetingSite.id)
    )
    return list(found)


def _worst_first(line: Any) -> tuple[float, ...]:
    if line.good_s is None:
        return (1.0,)
    return (0.0, -line.lost_s, -line.poor_s, -line.fair_s)


def _reports(
    session: Session, meeting: Meeting, shown: Sequence[MeetingSiteId], now: datetime
) -> list[SiteReport]:
    frame = frame_of(meeting, now)
    sites = {each.id: each for each in meetings.sites_among(session, meeting.id, shown)}
    asked = select(SiteStatement).where(SiteStatement.meeting_site_id.in_(shown))
    stated = {each.meeting_site_id: each for each in session.scalars(asked)}
    measured = dict(measured_at(session, meeting, shown, now))
    return [
        site_report(
            sites[each],
            measured.get(each) or find_condensed(session, each, *frame),
            stated.get(each),
        )
        for each in shown
    ]
