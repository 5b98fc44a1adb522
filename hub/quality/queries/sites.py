"""Looking up the site of a meeting that a line belongs to."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import MeetingId, MeetingSiteId
from hub.meetings.models import TAKES_PART, MeetingSite
from hub.quality.errors import NoSuchLine


def get_site(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId
) -> MeetingSite:
    """Return a site of this meeting with its site and unit. Raises NoSuchLine."""
    found = session.scalar(
        select(MeetingSite)
        .where(MeetingSite.id == meeting_site_id, MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
    )
    if found is None:
        raise NoSuchLine
    return found
