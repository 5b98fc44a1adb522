"""Calendar messages: iTIP REQUEST and CANCEL (RFC 5546) in iCalendar (RFC 5545)."""

from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from hub.core.clock import to_wall_time
from hub.core.ids import InvitationId
from hub.invitations.models import Answer
from hub.invitations.notices.desk import Desk, Invitee
from hub.meetings.models import Meeting

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
#: What the organizer knows of the attendee (RFC 5545 §3.2.12). The unit comes with a deputy too.
PARTSTAT: Final = {
    None: "NEEDS-ACTION",
    Answer.ATTENDING: "ACCEPTED",
    Answer.SENDING_DEPUTY: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.ABSENT: "DECLINED",
}
ZONE: Final = "Asia/Ho_Chi_Minh"
#: Vietnam has kept UTC+7 without summer time since 1975; calendars need no more of its history.
OFFSET: Final = timedelta(hours=7)
SINCE: Final = datetime(1975, 6, 13)  # noqa: DTZ001  (RFC 5545 §3.6.5: local time, no zone)


def uid_of(invitation_id: InvitationId) -> str:
    """Return the UID by which calendars know the meeting: the same in every message."""
    return f"{invitation_id}@diemcau"


def calendar_of(desk: Desk, invitee: Invitee, meeting: Meeting, method: str, now: datetime) -> str:
    """Return one calendar message to one unit.

    SEQUENCE is the meeting's; a program that already holds a higher one drops the message
    (RFC 5546 §2.1.5). The organizer is the hub's own address, which also sends the mail.
    """
    whole = Calendar()
    whole.add("prodid", "-//Diem Cau//Hub//VI")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method)
    whole.add_component(_zone())
    whole.add_component(_event(desk, invitee, meeting, method, now))
    return str(whole.to_ical(), "utf-8")


def _event(desk: Desk, invitee: Invitee, meeting: Meeting, method: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid_of(invitee.invitation.id))
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("dtstart", to_wall_time(meeting.starts_at))
    event.add("dtend", to_wall_time(meeting.ends_at))
    event.add("summary", meeting.title)
    event.add("location", desk.place_of(meeting, invitee))
    event.add("description", desk.description_of(meeting, invitee))
    event.add("url", desk.page_of(meeting, invitee))
    event["organizer"] = _address(desk.sender, meeting.host.name)
    event.add("attendee", _attendee(invitee), encode=False)
    return event


def _attendee(invitee: Invitee) -> vCalAddress:
    attendee = _address(invitee.address, invitee.invitation.unit.name)
    attendee.params["CUTYPE"] = vText("INDIVIDUAL")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText(PARTSTAT[invitee.invitation.answer])
    attendee.params["RSVP"] = vText("TRUE")
    return attendee


def _address(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params["CN"] = vText(name.replace('"', "'"))
    return found


def _zone() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", SINCE)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone
