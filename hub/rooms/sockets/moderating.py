"""What those who run the meeting do to others: muting, sending out, letting in."""

from functools import partial

from hub.core.forms import read
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.meetings.models import Meeting
from hub.rooms import queries, service
from hub.rooms.forms import AdmissionForm, MeetingForm, NodeForm, RefusalForm, SiteForm
from hub.rooms.sockets.acting import After, in_meeting
from hub.rooms.sockets.engine import (
    media_nodes,
    try_to_follow,
    try_to_let_be_heard,
    try_to_send_away,
)
from hub.web import live
from hub.web.access import for_participants, runtime


@in_meeting(SiteForm)
def mute(uow: UnitOfWork, meeting: Meeting, form: SiteForm) -> After:
    """Close a site's microphone, in the engine too."""
    service.mute(uow, meeting, form.site)
    return partial(try_to_let_be_heard, form.meeting, form.site)


@in_meeting(SiteForm)
def unmute(uow: UnitOfWork, meeting: Meeting, form: SiteForm) -> None:
    """Let a site open its microphone again."""
    service.unmute(uow, meeting, form.site)


@in_meeting(SiteForm)
def remove(uow: UnitOfWork, meeting: Meeting, form: SiteForm) -> After:
    """Send a site out of the room and off the engine."""
    service.remove(uow, meeting, form.site)
    return partial(try_to_send_away, form.meeting, form.site)


@in_meeting(SiteForm)
def readmit(uow: UnitOfWork, meeting: Meeting, form: SiteForm) -> None:
    """Let a site that was sent out come in again."""
    service.readmit(uow, meeting, form.site)


@in_meeting(SiteForm)
def ask_unmute(uow: UnitOfWork, meeting: Meeting, form: SiteForm) -> None:
    """Ask a site to open its microphone; nobody else can."""
    service.ask_to_unmute(uow, meeting, form.site)


@for_participants
def decline_unmute(actor: Actor, message: live.Message) -> live.Reply:
    """Leave the microphone closed that one was asked to open."""
    read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        service.decline_unmuting(uow, seat)
    return {}


@in_meeting(MeetingForm)
def mute_others(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> None:
    """Close all microphones but those of the speaker and the main site."""
    service.mute_others(uow, meeting)


@in_meeting(MeetingForm)
def unmute_all(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> None:
    """Let every site open its microphone again."""
    service.unmute_all(uow, meeting)


@in_meeting(AdmissionForm)
def admission(uow: UnitOfWork, meeting: Meeting, form: AdmissionForm) -> None:
    """Let sites come in one by one from now on, or freely."""
    change = service.require_admission if form.admission else service.open_doors
    change(uow, meeting)


@in_meeting(SiteForm)
def admit(uow: UnitOfWork, meeting: Meeting, form: SiteForm) -> None:
    """Let a site come in that waits."""
    service.admit(uow, meeting, form.site)


@in_meeting(MeetingForm)
def admit_all(uow: UnitOfWork, meeting: Meeting, _form: MeetingForm) -> None:
    """Let everybody come in who waits."""
    service.admit_all(uow, meeting)


@in_meeting(RefusalForm)
def turn_away(uow: UnitOfWork, meeting: Meeting, form: RefusalForm) -> None:
    """Do not let a site in, in words."""
    service.turn_away(uow, meeting, form.site, reason=form.reason)


@in_meeting(NodeForm)
def move_media(uow: UnitOfWork, meeting: Meeting, form: NodeForm) -> After:
    """Move picture and sound of the meeting to another media node."""
    left = service.move_media(uow, meeting, form.node, media_nodes())
    return partial(try_to_follow, meeting.id, left)
