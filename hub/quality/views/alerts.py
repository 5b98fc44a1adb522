"""Alerts of lost lines, for the technicians of the host."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import LineAlertId, MeetingId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.quality import queries, rules, service
from hub.quality.errors import NotTheTechnician
from hub.quality.views import pages
from hub.web.access import for_signed_in, runtime
from hub.web.body import is_fragment


@pages.get("/meetings/<uuid:meeting_id>/quality/alerts")
@for_signed_in
def alerts(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the alerts that are open or ended lately, for the board and for the room."""
    return _shown(actor, MeetingId(meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/quality/alerts/<uuid:alert_id>/take-on")
@for_signed_in
def take_on(actor: Actor, meeting_id: UUID, alert_id: UUID) -> ResponseReturnValue:
    """Say that one looks after a line."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
        alert = queries.get_alert(uow.session, meeting.id, LineAlertId(alert_id))
        service.take_on(uow, meeting, alert)
    if is_fragment():
        return _shown(actor, MeetingId(meeting_id))
    return redirect(url_for(".board", meeting_id=meeting_id))


def _shown(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    now = runtime().clock()
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        if not rules.may_sign_off(actor, meeting):
            raise NotTheTechnician
        found = queries.alerts(session, meeting.id, now)
    return render_template("quality/_alerts.html", meeting=meeting, alerts=found, now=now)
