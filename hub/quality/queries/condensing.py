"""Which samples are old enough to be condensed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.meetings.models import Meeting
from hub.quality.models import LineSummary, QualitySample, WitnessSample


def find_meeting_to_condense(session: Session, before: datetime) -> MeetingId | None:
    """Return a meeting that was over before a moment and still has samples of either witness."""
    has_samples = or_(
        select(QualitySample.id).where(QualitySample.meeting_id == Meeting.id).exists(),
        select(WitnessSample.id).where(WitnessSample.meeting_id == Meeting.id).exists(),
    )
    over_at = func.coalesce(Meeting.closed_at, Meeting.ends_at)
    return session.scalar(
        select(Meeting.id).where(over_at < before, has_samples).order_by(Meeting.starts_at).limit(1)
    )


def sites_with_samples(
    session: Session, meeting_id: MeetingId, *, most: int
) -> Sequence[MeetingSiteId]:
    """Return some sites of a meeting that still have samples; first those of their browsers."""
    found: Sequence[MeetingSiteId] = ()
    for kind in (QualitySample, WitnessSample):
        found = session.scalars(
            select(kind.meeting_site_id).where(kind.meeting_id == meeting_id).distinct().limit(most)
        ).all()
        if found:
            break
    return found


def sites_without_sums(
    session: Session, sites: Collection[MeetingSiteId]
) -> Sequence[MeetingSiteId]:
    """Return those of some sites of a meeting whose lines were not summed up."""
    summed = session.scalars(
        select(LineSummary.meeting_site_id).where(LineSummary.meeting_site_id.in_(sites))
    )
    known = set(summed)
    return [each for each in sites if each not in known]
