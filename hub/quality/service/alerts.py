"""Alerts: raised when a line is lost in a running meeting, taken on by a technician, over."""

from datetime import timedelta
from typing import Final

from hub.core.ids import LineAlertId, MeetingSiteId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting, MeetingState
from hub.quality import queries, rules
from hub.quality.errors import NotTheTechnician
from hub.quality.events import AlertOver, AlertRaised, AlertTakenOn, LineChanged
from hub.quality.models import Grade, LineAlert

#: A line that breaks again so soon is the same trouble: it is counted, not told of anew.
SAME_TROUBLE: Final = timedelta(minutes=5)


def watch_line(uow: UnitOfWork, changed: LineChanged) -> None:
    """Raise an alert when a line is lost, end it when it is back. A reaction to LineChanged."""
    if changed.became == Grade.LOST:
        _raise(uow, changed)
    elif changed.was == Grade.LOST or not changed.was:
        end_alert(uow, changed.meeting_site_id)


def end_alert(uow: UnitOfWork, meeting_site_id: MeetingSiteId) -> None:
    """Note that a line is back, or that its site has left on purpose."""
    if not queries.has_open_alert(uow.session, meeting_site_id):
        return
    alert = queries.find_newest_alert(uow.session, meeting_site_id)
    if alert is not None and alert.over_at is None:
        alert.over_at = uow.now
        uow.emit(AlertOver(alert.meeting_id, alert.meeting_site_id, alert.id))


def end_alerts(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """End what is still open when a meeting is over. A reaction to MeetingClosed."""
    for alert in queries.open_alerts(uow.session, closed.meeting_id):
        alert.over_at = uow.now


def take_on(uow: UnitOfWork, meeting: Meeting, alert: LineAlert) -> None:
    """Say that the actor looks after a line; the first who says so. Raises NotTheTechnician."""
    if not rules.may_sign_off(uow.actor, meeting):
        raise NotTheTechnician
    if alert.taken_on_at is None:
        alert.taken_on_at, alert.taken_on_by_id = uow.now, uow.actor.person_id
        uow.emit(AlertTakenOn(alert.meeting_id, alert.meeting_site_id, alert.id))


def _raise(uow: UnitOfWork, changed: LineChanged) -> None:
    if uow.session.get_one(Meeting, changed.meeting_id).state is not MeetingState.LIVE:
        return
    alert = queries.find_newest_alert(uow.session, changed.meeting_site_id)
    if alert is not None and uow.now - alert.last_at <= SAME_TROUBLE:
        alert.times += alert.over_at is not None
        alert.last_at, alert.over_at = uow.now, None
    else:
        alert = LineAlert(
            id=LineAlertId(new_id()),
            meeting_id=changed.meeting_id,
            meeting_site_id=changed.meeting_site_id,
            raised_at=uow.now,
            last_at=uow.now,
            times=1,
        )
        uow.session.add(alert)
    uow.emit(AlertRaised(alert.meeting_id, alert.meeting_site_id, alert.id, alert.times))
