"""What those who run the meeting do to others: muting, sending out, letting in."""

from hub.core.forms import read
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.rooms import queries, service
from hub.rooms.forms import AdmissionForm, MeetingForm, RefusalForm, SiteForm
from hub.rooms.sockets.engine import try_to_let_be_heard, try_to_send_away
from hub.web import live
from hub.web.access import for_signed_in, runtime


@for_signed_in
def mute(actor: Actor, message: live.Message) -> live.Reply:
    """Close a site's microphone, in the engine too."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.mute(uow, meeting, form.site)
    try_to_let_be_heard(form.meeting, form.site)
    return {}


@for_signed_in
def unmute(actor: Actor, message: live.Message) -> live.Reply:
    """Let a site open its microphone again."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.unmute(uow, meeting, form.site)
    return {}


@for_signed_in
def remove(actor: Actor, message: live.Message) -> live.Reply:
    """Send a site out of the room and off the engine."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.remove(uow, meeting, form.site)
    try_to_send_away(form.meeting, form.site)
    return {}


@for_signed_in
def readmit(actor: Actor, message: live.Message) -> live.Reply:
    """Let a site that was sent out come in again."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.readmit(uow, meeting, form.site)
    return {}


@for_signed_in
def ask_unmute(actor: Actor, message: live.Message) -> live.Reply:
    """Ask a site to open its microphone; nobody else can."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.ask_to_unmute(uow, meeting, form.site)
    return {}


@for_signed_in
def decline_unmute(actor: Actor, message: live.Message) -> live.Reply:
    """Leave the microphone closed that one was asked to open."""
    read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        service.decline_unmuting(uow, seat)
    return {}


@for_signed_in
def mute_others(actor: Actor, message: live.Message) -> live.Reply:
    """Close all microphones but those of the speaker and the main site."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.mute_others(uow, meeting)
    return {}


@for_signed_in
def unmute_all(actor: Actor, message: live.Message) -> live.Reply:
    """Let every site open its microphone again."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.unmute_all(uow, meeting)
    return {}


@for_signed_in
def admission(actor: Actor, message: live.Message) -> live.Reply:
    """Let sites come in one by one from now on, or freely."""
    form = read(AdmissionForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        change = service.require_admission if form.admission else service.open_doors
        change(uow, meeting)
    return {}


@for_signed_in
def admit(actor: Actor, message: live.Message) -> live.Reply:
    """Let a site come in that waits."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.admit(uow, meeting, form.site)
    return {}


@for_signed_in
def admit_all(actor: Actor, message: live.Message) -> live.Reply:
    """Let everybody come in who waits."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.admit_all(uow, meeting)
    return {}


@for_signed_in
def turn_away(actor: Actor, message: live.Message) -> live.Reply:
    """Do not let a site in, in words."""
    form = read(RefusalForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.turn_away(uow, meeting, form.site, reason=form.reason)
    return {}
