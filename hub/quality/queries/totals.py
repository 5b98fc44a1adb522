"""Sums of lines over many meetings: light rows of the summaries made at each close."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, UnitId
from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import NO_GUEST, Meeting, MeetingSite
from hub.quality.models import Grade, LineSummary, PendingSums, SiteStatement
from hub.quality.rules import meeting_grade

#: A meeting counts once all of its lines are summed up: half of them would be another truth.
IS_SUMMED: Final = Meeting.id.not_in(select(PendingSums.meeting_id))


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of one meeting; the site's own marks are None when it said nothing."""

    unit_id: UnitId
    meeting_id: MeetingId
    starts_at: datetime
    good_s: int
    fair_s: int
    poor_s: int
    lost_s: int
    drops: int
    rtt_ms: float | None
    loss_pct: float | None
    mos: float | None
    grade: Grade
    causes: list[Any]
    picture: int | None
    sound: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds of each grade, breaks, and the causes with their seconds, gravest first."""

    good_s: int
    fair_s: int
    poor_s: int
    lost_s: int
    drops: int
    rtt_ms: float | None
    causes: tuple[tuple[str, int], ...]

    @property
    def seconds(self) -> int:
        """How long lines were watched."""
        return self.good_s + self.fair_s + self.poor_s + self.lost_s

    @property
    def grade(self) -> Grade:
        """The grade of the whole."""
        return meeting_grade(self.good_s, self.fair_s, self.poor_s, self.lost_s)

    @property
    def percent_good(self) -> int | None:
        """The share of time that was good; None when nothing was measured."""
        return round(100 * self.good_s / self.seconds) if self.seconds else None

    def minutes(self, grade: str) -> int:
        """Return the whole minutes of a grade."""
        return round(int(getattr(self, f"{grade}_s")) / 60)


def summary_rows(
    session: Session, actor: Actor, start: datetime, end: datetime, unit_id: UnitId | None = None
) -> list[SummaryRow]:
    """Return the lines of meetings that began from `start` until before `end`, in order of time.

    The host's people see all sites of the meetings of their unit, others their own, auditors
    and system administrators everything. One query that loads no objects: a year of a
    national hub has more than a hundred thousand lines.
    """
    wanted = (
        select(
            MeetingSite.unit_id,
            Meeting.id,
            Meeting.starts_at,
            LineSummary.good_s,
            LineSummary.fair_s,
            LineSummary.poor_s,
            LineSummary.lost_s,
            LineSummary.drops,
            LineSummary.rtt_ms,
            LineSummary.loss_pct,
            LineSummary.mos,
            LineSummary.grade,
            LineSummary.causes,
            SiteStatement.picture,
            SiteStatement.sound,
        )
        .join(Meeting, Meeting.id == LineSummary.meeting_id)
        .join(MeetingSite, MeetingSite.id == LineSummary.meeting_site_id)
        .outerjoin(SiteStatement, SiteStatement.meeting_site_id == LineSummary.meeting_site_id)
        .where(Meeting.starts_at >= start, Meeting.starts_at < end, IS_SUMMED, NO_GUEST)
        .order_by(Meeting.starts_at, Meeting.id, MeetingSite.position)
    )
    if not actor.has(Role.AUDITOR, Role.SYSTEM_ADMIN):
        wanted = wanted.where(
            or_(Meeting.host_unit_id == actor.unit_id, MeetingSite.unit_id == actor.unit_id)
        )
    if unit_id is not None:
        wanted = wanted.where(MeetingSite.unit_id == unit_id)
    found: Iterable[Sequence[Any]] = session.execute(wanted)
    return [SummaryRow(*row) for row in found]


def totals_of(rows: Sequence[SummaryRow]) -> Totals:
    """Add lines up."""
    causes: Counter[str] = Counter()
    for each in rows:
        causes.update(dict(each.causes))
    return Totals(
        sum(each.good_s for each in rows),
        sum(each.fair_s for each in rows),
        sum(each.poor_s for each in rows),
        sum(each.lost_s for each in rows),
        sum(each.drops for each in rows),
        mean_of([each.rtt_ms for each in rows]),
        tuple(causes.most_common()),
    )


def mean_of(values: Sequence[float | None]) -> float | None:
    """Return the mean of what is known."""
    known = [each for each in values if each is not None]
    return round(sum(known) / len(known), 1) if known else None
