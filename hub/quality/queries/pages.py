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
from hub.quality.models import Grade, LineSummary, PendingSums, SiteStatement
from hub.quality.queries.minutes import find_condensed
from hub.quality.queries.report import (
    QualityReport,
    SiteReport,
    frame_of,
    measured_at,
    report,
    site_report,
)
from hub.quality.rules import Cause, Course

#: Up to so many sites the report shows whole.
WHOLE: Final = 100
#: Lines on a page of a larger one.
LINES: Final = 50


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The lines of a page; `sites` are those of the whole meeting.

    Once all lines are summed up the worst come first, and `measured` sites and `minutes` by grade
    are known of the whole meeting; before, both are None and the sites stand at their places.
    `found` tells how many sites have the words asked for.
    """

    report: QualityReport
    sites: int
    measured: int | None
    minutes: dict[str, int] | None
    number: int
    found: int


def report_page(
    session: Session, meeting: Meeting, words: str, number: int, now: datetime
) -> ReportPage | None:
    """Return a page of the lines of a large meeting; None for any other.

    Only the courses of the page's own lines are worked out.
    """
    if not is_large(session, meeting):
        return None
    lines = _lines(session, meeting.id)
    measured = [each for each in lines if each.good_s is not None]
    is_summed = bool(measured) and session.get(PendingSums, meeting.id) is None
    part = fold(words)
    wanted = [each for each in lines if part in each.fold]
    if is_summed:
        wanted.sort(key=_worst_first)
    number = min(number, max(1, -(-len(wanted) // LINES)))
    shown = [each.id for each in wanted[(number - 1) * LINES : number * LINES]]
    start, end = frame_of(meeting, now)
    return ReportPage(
        QualityReport(meeting, start, end, _reports(session, meeting, shown, now)),
        sites=len(lines),
        measured=len(measured) if is_summed else None,
        minutes={
            grade: sum(round(getattr(each, f"{grade}_s") / 60) for each in measured)
            for grade in ("good", "fair", "poor", "lost")
        }
        if is_summed
        else None,
        number=number,
        found=len(wanted),
    )


def is_large(session: Session, meeting: Meeting) -> bool:
    """Tell whether a meeting has too many lines to work all of them out for one who looks."""
    return meetings.count_sites(session, meeting.id) > WHOLE


def report_to_keep(session: Session, meeting: Meeting, now: datetime) -> QualityReport | None:
    """Return all lines of a meeting; of a large one from their sums, without courses in time.

    None while a large one is not summed up: of eleven million samples that takes minutes.
    """
    if not is_large(session, meeting):
        return report(session, meeting, now)
    if session.get(PendingSums, meeting.id) is not None:
        return None
    asked = select(LineSummary).where(LineSummary.meeting_id == meeting.id)
    sums = {each.meeting_site_id: each for each in session.scalars(asked)}
    if not sums:
        return None
    stated = {each.meeting_site_id: each for each in session.scalars(
        select(SiteStatement).where(SiteStatement.meeting_id == meeting.id)
    )}  # fmt: skip
    start, end = frame_of(meeting, now)
    return QualityReport(meeting, start, end, [
        _in_sums(site, sums.get(site.id), stated.get(site.id))
        for site in meetings.sites_of(session, meeting.id)
    ])  # fmt: skip


def _in_sums(
    site: MeetingSite, sums: LineSummary | None, statement: SiteStatement | None
) -> SiteReport:
    if sums is None:
        return SiteReport(site, None, None, None, None, None, 0, statement)
    seconds = {grade: int(getattr(sums, f"{grade.value}_s")) for grade in Grade}
    causes = tuple((Cause(cause), length) for cause, length in sums.causes)
    course = Course((), seconds, sums.drops, causes)
    return SiteReport(site, course, sums.rtt_ms, None, sums.loss_pct, sums.mos, 0, statement)


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
