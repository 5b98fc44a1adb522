"""Calling the technician, and looking after what was called for."""

from hub.core.clock import format_time
from hub.core.ids import IncidentId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.messages import queries, rules
from hub.messages.errors import (
    CalledAlready,
    IncidentSettled,
    NoSiteToCallFor,
    NotTheTechnician,
    NotTheTime,
    TakenByAnother,
)
from hub.messages.events import IncidentSolved, IncidentTaken, TechnicianCalled
from hub.messages.models import Cause, Incident, IncidentKind, IncidentState
from hub.messages.service.chat import locked_board


def call_technician(
    uow: UnitOfWork, meeting: Meeting, *, kind: IncidentKind, text: str = ""
) -> Incident:
    """Call the technician for the actor's own site, with the figures of its line right now.

    Raises NoSiteToCallFor, NotTheTime, CalledAlready while an earlier call is not over.
    """
    site = meetings.site_of_unit(uow.session, meeting.id, uow.actor.unit_id)
    if site is None or not rules.may_write(uow.actor, meeting, site):
        raise NoSiteToCallFor
    if not rules.can_write(meeting, uow.now):
        raise NotTheTime
    return _call(uow, meeting, site, kind, text)


def note_incident(
    uow: UnitOfWork, meeting: Meeting, site: MeetingSite, *, kind: IncidentKind, text: str = ""
) -> Incident:
    """Note an incident that a technician saw, or heard of by telephone; it is theirs at once.

    Raises NotTheTechnician, CalledAlready.
    """
    if not rules.may_look_after(uow.actor, meeting):
        raise NotTheTechnician
    incident = _call(uow, meeting, site, kind, text)
    take(uow, meeting, incident)
    return incident


def take(uow: UnitOfWork, meeting: Meeting, incident: Incident) -> None:
    """Look after an incident. Raises NotTheTechnician, IncidentSettled, TakenByAnother."""
    _ensure_looks_after(uow, meeting, incident)
    if incident.state is IncidentState.TAKEN:
        if incident.taken_by_id == uow.actor.person_id:
            return
        raise TakenByAnother(name=incident.taken_by_name)
    incident.state, incident.taken_at = IncidentState.TAKEN, uow.now
    incident.taken_by_id, incident.taken_by_name = uow.actor.person_id, uow.actor.name
    uow.emit(IncidentTaken(meeting.id, incident.id, incident.unit_id, meeting.host_unit_id))


def solve(
    uow: UnitOfWork, meeting: Meeting, incident: Incident, *, cause: Cause, note: str = ""
) -> None:
    """Say that an incident is over, and what it was. Raises NotTheTechnician, IncidentSettled.

    One that ended by itself keeps its end; its cause is said once.
    """
    if not incident.lacks_cause:
        _ensure_looks_after(uow, meeting, incident)
        if incident.taken_at is None:
            take(uow, meeting, incident)
        incident.state, incident.solved_at = IncidentState.SOLVED, uow.now
        incident.solved_by_name = uow.actor.name
    elif not rules.may_look_after(uow.actor, meeting):
        raise NotTheTechnician
    incident.cause, incident.note = cause, note or incident.note
    uow.emit(
        IncidentSolved(meeting.id, incident.id, incident.unit_id, meeting.host_unit_id, cause.value)
    )


def _ensure_looks_after(uow: UnitOfWork, meeting: Meeting, incident: Incident) -> None:
    if not rules.may_look_after(uow.actor, meeting):
        raise NotTheTechnician
    if incident.state is IncidentState.SOLVED:
        raise IncidentSettled


def _call(
    uow: UnitOfWork, meeting: Meeting, site: MeetingSite, kind: IncidentKind, text: str
) -> Incident:
    locked_board(uow, meeting)  # numbers are given one after another
    standing = queries.find_unsolved(uow.session, site.id)
    if standing is not None:
        raise CalledAlready(at=format_time(standing.called_at))
    incident = Incident(
        id=IncidentId(new_id()),
        meeting_id=meeting.id,
        number=queries.next_incident_number(uow.session, meeting.id),
        meeting_site_id=site.id,
        unit_id=site.unit_id,
        site_name=site.site.name if site.is_main else site.unit.short_name,
        kind=kind,
        text=text,
        figures=queries.figures_of(uow.session, meeting.id, site.id, uow.now),
        state=IncidentState.OPEN,
        called_at=uow.now,
        called_by_id=uow.actor.person_id,
        called_by_name=uow.actor.name,
    )
    uow.session.add(incident)
    uow.session.flush()
    uow.emit(
        TechnicianCalled(
            meeting.id,
            incident.id,
            incident.number,
            site.id,
            incident.site_name,
            site.unit_id,
            meeting.host_unit_id,
            kind.value,
        )
    )
    return incident
