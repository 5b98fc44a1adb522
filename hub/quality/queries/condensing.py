"""Which samples are old enough to be condensed, and what is left of those that were."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.meetings.models import Meeting
from hub.quality.models import QualityMinute, QualitySample


def find_meeting_to_condense(session: Session, before: datetime) -> MeetingId | None:
    """Return a meeting that was over before a moment and still has its samples."""
    has_samples = select(QualitySample.id).where(QualitySample.meeting_id == Meeting.id).exists()
    over_at = func.coalesce(Meeting.closed_at, Meeting.ends_at)
    return session.scalar(
        select(Meeting.id).where(over_at < before, has_samples).order_by(Meeting.starts_at).limit(1)
    )


def sites_with_samples(
    session: Session, meeting_id: MeetingId, *, most: int
) -> Sequence[MeetingSiteId]:
    """Return some sites of a meeting that still have samples."""
    return session.scalars(
        select(QualitySample.meeting_site_id)
        .where(QualitySample.meeting_id == meeting_id)
        .distinct()
        .limit(most)
    ).all()


def minutes_of(session: Session, meeting_site_id: MeetingSiteId) -> Sequence[QualityMinute]:
    """Return the minutes of a site's line whose samples were condensed, in their order."""
    return session.scalars(
        select(QualityMinute)
        .where(QualityMinute.meeting_site_id == meeting_site_id)
        .order_by(QualityMinute.minute)
    ).all()
