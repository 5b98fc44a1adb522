"""Incidents the hub notes by itself: lines lost for long in a running meeting.

Beyond `incident_sites` lines lost at once there is one incident for all of them, so that a
province without power does not bury the log.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hub.core.ids import IncidentId, MeetingId, MeetingSiteId, UnitId, new_id
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting, MeetingState
from hub.messages import queries
from hub.messages.events import IncidentNoted, IncidentSolved
from hub.messages.models import Incident, IncidentKind, IncidentState
from hub.messages.service.chat import locked_board
from hub.quality import queries as quality


def note_lost_lines(uow: UnitOfWork, meeting_id: MeetingId) -> None:
    """Note lines of a meeting that are lost for long, and end what is over.

    A site whose own call waits, or whose loss a technician has already settled, is left out.
    """
    meeting = uow.session.get_one(Meeting, meeting_id)
    locked_board(uow, meeting)  # numbers are given one after another
    now_lost = queries.lines_lost(uow.session, meeting.id)
    log = queries.incidents_of(uow.session, meeting.id)
    for incident in _of_lines_back(log, now_lost):
        _end(uow, meeting, incident, at=_back_at(uow, incident))
    if meeting.state is not MeetingState.LIVE:
        return
    limit = uow.now - timedelta(seconds=uow.settings.incident_lost_s)
    lost = {site: since for site, since in now_lost.items() if since <= limit}
    _note(uow, meeting, log, lost)


def end_with_meeting(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """End what the hub noted and still stands. A reaction to MeetingClosed."""
    meeting = uow.session.get_one(Meeting, closed.meeting_id)
    for incident in queries.incidents_of(uow.session, meeting.id):
        if incident.by_hub and incident.state is not IncidentState.SOLVED:
            with use_locale("vi"):
                incident.note = _("The meeting ended before the line was back.")
            _end(uow, meeting, incident, at=uow.now)


def _note(
    uow: UnitOfWork,
    meeting: Meeting,
    log: Sequence[Incident],
    lost: Mapping[MeetingSiteId, datetime],
) -> None:
    fresh = _not_in_log(log, lost)
    together = next((each for each in log if each.of_many and _stands(each)), None)
    if len(lost) > uow.settings.incident_sites:
        if together is not None:
            _count(uow, meeting, together, len(lost))
        elif fresh:
            _open(uow, meeting, _about_many(meeting, lost, fresh))
        return
    if together is not None:
        _end(uow, meeting, together, at=uow.now)
    for site in queries.sites_in_order(uow.session, fresh):
        about = {
            "meeting_site_id": site.id,
            "unit_id": site.unit_id,
            "site_name": site.site.name if site.is_main else site.unit.short_name,
            "figures": queries.figures_of(uow.session, meeting.id, site.id, uow.now),
            "called_at": lost[site.id],
        }
        _open(uow, meeting, about)


def _not_in_log(
    log: Sequence[Incident], lost: Mapping[MeetingSiteId, datetime]
) -> set[MeetingSiteId]:
    """Return the sites whose present loss the log does not know yet."""
    settled = [each.solved_at for each in log if each.of_many and each.solved_by_name]
    settled_until = max((at for at in settled if at is not None), default=None)
    known = {each.meeting_site_id for each in log if _stands(each)}
    noted = {(each.meeting_site_id, each.called_at) for each in log if each.by_hub}
    return {
        site
        for site, since in lost.items()
        if site not in known
        and (site, since) not in noted
        and (settled_until is None or since > settled_until)
    }


def _of_lines_back(
    log: Sequence[Incident], now_lost: Mapping[MeetingSiteId, datetime]
) -> list[Incident]:
    return [
        each
        for each in log
        if each.by_hub
        and _stands(each)
        and each.meeting_site_id is not None
        and each.meeting_site_id not in now_lost
    ]


def _stands(incident: Incident) -> bool:
    return incident.state is not IncidentState.SOLVED


def _back_at(uow: UnitOfWork, incident: Incident) -> datetime:
    site_id = incident.meeting_site_id
    alert = quality.find_newest_alert(uow.session, site_id) if site_id else None
    return alert.over_at if alert is not None and alert.over_at is not None else uow.now


def _about_many(
    meeting: Meeting, lost: Mapping[MeetingSiteId, datetime], fresh: set[MeetingSiteId]
) -> dict[str, Any]:
    with use_locale("vi"):
        name = _("Many sites")
    return {
        "meeting_site_id": None,
        "unit_id": meeting.host_unit_id,
        "site_name": name,
        "figures": {"sites": len(lost)},
        "text": _many_in_words(len(lost)),
        "called_at": min(lost[site] for site in fresh),
    }


def _many_in_words(sites: int) -> str:
    with use_locale("vi"):
        return _("%(count)s lines lost at once; the board of lines names them.", count=sites)


def _count(uow: UnitOfWork, meeting: Meeting, together: Incident, sites: int) -> None:
    """Keep the highest number of lines that were lost at once."""
    if sites > together.figures.get("sites", 0):
        together.figures, together.text = {"sites": sites}, _many_in_words(sites)
        _tell(uow, meeting, together)


def _open(uow: UnitOfWork, meeting: Meeting, about: dict[str, Any]) -> None:
    incident = Incident(
        id=IncidentId(new_id()),
        meeting_id=meeting.id,
        number=queries.next_incident_number(uow.session, meeting.id),
        kind=IncidentKind.LINE_LOST,
        state=IncidentState.OPEN,
        called_by_id=None,
        called_by_name="",
        **about,
    )
    uow.session.add(incident)
    uow.session.flush()
    _tell(uow, meeting, incident)


def _tell(uow: UnitOfWork, meeting: Meeting, incident: Incident) -> None:
    uow.emit(
        IncidentNoted(
            meeting.id,
            incident.id,
            incident.number,
            incident.meeting_site_id,
            incident.site_name,
            UnitId(incident.unit_id),
            meeting.host_unit_id,
            incident.figures.get("sites", 1),
        )
    )


def _end(uow: UnitOfWork, meeting: Meeting, incident: Incident, *, at: datetime) -> None:
    """End an incident; who looks after it may still say what the cause was."""
    incident.state, incident.solved_at = IncidentState.SOLVED, at
    uow.emit(IncidentSolved(meeting.id, incident.id, incident.unit_id, meeting.host_unit_id, ""))
