"""Alerts of a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from hub.core.ids import LineAlertId, MeetingId, MeetingSiteId
from hub.directory.models import Person, Site, Unit
from hub.meetings.models import MeetingSite
from hub.quality.errors import NoSuchAlert
from hub.quality.models import LineAlert

#: An alert that is over stays in sight for so long.
SHOWN_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert, whose line it is, whom to call, who has taken it on."""

    alert: LineAlert
    unit_name: str
    technician_name: str
    technician_phone: str
    taken_on_by: str


def alerts(session: Session, meeting_id: MeetingId, now: datetime) -> list[AlertRow]:
    """Return alerts that are open or ended lately, those nobody has taken on first (one query)."""
    found = session.execute(
        select(LineAlert, Unit.short_name, Site.technician_name, Site.technician_phone, Person.name)
        .join(MeetingSite, MeetingSite.id == LineAlert.meeting_site_id)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .join(Site, Site.id == MeetingSite.site_id)
        .outerjoin(Person, Person.id == LineAlert.taken_on_by_id)
        .where(
            LineAlert.meeting_id == meeting_id,
            or_(LineAlert.over_at.is_(None), LineAlert.over_at > now - SHOWN_AFTER),
        )
    )
    rows = [AlertRow(*row[:4], row[4] or "") for row in found]
    return sorted(rows, key=_urgency)


def open_alerts(session: Session, meeting_id: MeetingId) -> Sequence[LineAlert]:
    """Return the alerts of a meeting that are not over."""
    wanted = select(LineAlert).where(
        LineAlert.meeting_id == meeting_id, LineAlert.over_at.is_(None)
    )
    return session.scalars(wanted).all()


def get_alert(session: Session, meeting_id: MeetingId, alert_id: LineAlertId) -> LineAlert:
    """Return an alert of this meeting. Raises NoSuchAlert."""
    found = session.get(LineAlert, alert_id)
    if found is None or found.meeting_id != meeting_id:
        raise NoSuchAlert
    return found


_OPEN: Final = select(LineAlert.id).where(
    LineAlert.meeting_site_id == bindparam("site"), LineAlert.over_at.is_(None)
)


def has_open_alert(session: Session, meeting_site_id: MeetingSiteId) -> bool:
    """Tell whether an alert of a site is open; asked whenever a line turns."""
    return session.execute(_OPEN, {"site": meeting_site_id}).first() is not None


def find_newest_alert(session: Session, meeting_site_id: MeetingSiteId) -> LineAlert | None:
    """Return the newest alert of a site."""
    return session.scalar(
        select(LineAlert)
        .where(LineAlert.meeting_site_id == meeting_site_id)
        .order_by(LineAlert.raised_at.desc(), LineAlert.id.desc())
        .limit(1)
    )


def alerts_raised_since(session: Session, meeting_id: MeetingId, moment: datetime) -> int:
    """Return how many lines of a meeting an alert was raised for since a moment."""
    counted = (
        select(func.count())
        .select_from(LineAlert)
        .where(LineAlert.meeting_id == meeting_id, LineAlert.raised_at >= moment)
    )
    return session.scalar(counted) or 0


def _urgency(row: AlertRow) -> tuple[bool, bool, float]:
    alert = row.alert
    return alert.over_at is not None, alert.taken_on_at is not None, -alert.last_at.timestamp()
