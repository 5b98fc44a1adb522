"""Which meetings have lines that are lost for long, and which lines those are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import MeetingId, MeetingSiteId
from hub.meetings.models import Meeting, MeetingSite, MeetingState
from hub.messages.models import Incident, IncidentState
from hub.quality.models import LineAlert


def meetings_to_look_at(session: Session, lost_before: datetime) -> Sequence[MeetingId]:
    """Return running meetings with a line lost since before, or with an incident of the hub."""
    lost = (
        select(LineAlert.meeting_id)
        .join(Meeting, Meeting.id == LineAlert.meeting_id)
        .where(
            Meeting.state == MeetingState.LIVE,
            LineAlert.over_at.is_(None),
            LineAlert.last_at <= lost_before,
        )
    )
    noted = select(Incident.meeting_id).where(
        Incident.called_by_id.is_(None), Incident.state != IncidentState.SOLVED
    )
    return session.scalars(union(lost, noted)).all()


def lines_lost(session: Session, meeting_id: MeetingId) -> Mapping[MeetingSiteId, datetime]:
    """Return since when each line that is lost now is lost, by site."""
    found = session.execute(
        select(LineAlert.meeting_site_id, LineAlert.last_at).where(
            LineAlert.meeting_id == meeting_id, LineAlert.over_at.is_(None)
        )
    )
    return {row.meeting_site_id: row.last_at for row in found}


def sites_in_order(session: Session, site_ids: Collection[MeetingSiteId]) -> Sequence[MeetingSite]:
    """Return these sites as the meeting lists them, with unit and place loaded."""
    return session.scalars(
        select(MeetingSite)
        .where(MeetingSite.id.in_(site_ids))
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position)
    ).all()
