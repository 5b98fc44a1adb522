"""Looking incidents up, and the figures of a line that go with a call."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.ids import IncidentId, MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor
from hub.meetings.models import Meeting
from hub.messages import rules
from hub.messages.errors import NoSuchIncident
from hub.messages.models import Incident, IncidentState
from hub.quality import queries as quality

OF_LINE: Final = ("rtt_ms", "jitter_ms", "loss_pct", "mos", "fps", "up_kbps", "down_kbps", "drops")
OF_TEST: Final = (
    "rtt_ms", "jitter_ms", "loss_pct", "up_kbps", "down_kbps", "udp_open", "camera", "microphone",
    "browser",
)  # fmt: skip


def get_incident(session: Session, meeting_id: MeetingId, incident_id: IncidentId) -> Incident:
    """Return an incident of this meeting. Raises NoSuchIncident."""
    found = session.get(Incident, incident_id)
    if found is None or found.meeting_id != meeting_id:
        raise NoSuchIncident
    return found


def find_unsolved(session: Session, meeting_site_id: MeetingSiteId) -> Incident | None:
    """Return the call of a site that is not over yet; what the hub noted is no call."""
    return session.scalar(
        select(Incident).where(
            Incident.meeting_site_id == meeting_site_id,
            Incident.called_by_id.is_not(None),
            Incident.state != IncidentState.SOLVED,
        )
    )


def next_incident_number(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the next incident of a meeting."""
    highest = session.scalar(
        select(func.max(Incident.number)).where(Incident.meeting_id == meeting_id)
    )
    return (highest or 0) + 1


def incidents_of(session: Session, meeting_id: MeetingId) -> Sequence[Incident]:
    """Return the incidents of a meeting in the order of their calls."""
    return session.scalars(
        select(Incident).where(Incident.meeting_id == meeting_id).order_by(Incident.number)
    ).all()


def incidents_to_see(session: Session, actor: Actor, meeting: Meeting) -> Sequence[Incident]:
    """Return what the actor may see, newest first: all of them, or their own unit's."""
    asked = select(Incident).where(Incident.meeting_id == meeting.id)
    if not rules.may_see_incidents(actor, meeting):
        asked = asked.where(Incident.unit_id == actor.unit_id)
    return session.scalars(asked.order_by(Incident.number.desc())).all()


def figures_of(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId, now: datetime
) -> dict[str, Any]:
    """Return what is known of a site's line at this moment: last measured, last test, device.

    Parts nobody measured are absent. `age_s` is how old the last measurement is, in seconds.
    """
    found: dict[str, Any] = {}
    state = quality.find_state(session, meeting_site_id)
    if state is not None:
        found["line"] = {name: getattr(state, name) for name in OF_LINE}
        found["line"] |= {"grade": state.grade.value, "at": _moment(state.at)}
        found["line"]["age_s"] = round((now - state.at).total_seconds())
    facts = quality.find_facts(session, meeting_id, meeting_site_id)
    if facts:
        found["device"] = facts
    test = quality.find_newest_test(session, meeting_site_id)
    if test is not None:
        found["test"] = {name: getattr(test, name) for name in OF_TEST}
        found["test"] |= {"grade": test.grade.value, "at": _moment(test.at)}
    return found


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
