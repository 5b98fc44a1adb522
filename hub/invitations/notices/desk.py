"""What every message of one mailing needs: the address of the hub, its links, its sender."""

from dataclasses import dataclass
from typing import Final

from hub.core.clock import format_date, format_time, wall_date, weekday_name
from hub.core.ids import InvitationId, PersonId
from hub.core.links import LinkSigner
from hub.core.settings import Settings
from hub.core.text import gettext as _
from hub.directory.models import Person
from hub.invitations.models import Answer, Invitation
from hub.invitations.rules import GUEST_ANSWERS, LINKS_LAST
from hub.meetings.models import Meeting, MeetingForm

#: What a signed link of ours is good for.
TO_ANSWER: Final = "answer"
#: What the link of a guest is good for: answering, and coming in as that guest.
TO_ATTEND: Final = "guest"
#: What the keys of messages about invitations begin with.
KEYS: Final = "invitation:"


def key_of(invitation_id: InvitationId) -> str:
    """Return what the key of every message about an invitation begins with."""
    return f"{KEYS}{invitation_id}:"


@dataclass(frozen=True)
class Invitee:
    """An invitation (with unit and site) and the people who read its messages."""

    invitation: Invitation
    readers: tuple[Person, ...] = ()

    @property
    def address(self) -> str:
        """Where mails go: the unit's box, else the first reader's; "" when there is none."""
        own = self.invitation.unit.email
        return own or next((each.email for each in self.readers if each.email), "")

    @property
    def is_guest(self) -> bool:
        """Whether somebody from outside is asked, for themselves."""
        return self.invitation.meeting_site.is_guest

    @property
    def key(self) -> str:
        """What the key of every message about this invitation begins with."""
        return key_of(self.invitation.id)

    @property
    def reader_ids(self) -> tuple[PersonId, ...]:
        """Those who read notices in the hub."""
        return tuple(each.id for each in self.readers)


@dataclass(frozen=True)
class Desk:
    """The address of the hub, who sends its mails, what signs its links."""

    url: str
    sender: str
    links: LinkSigner
    chair_title: str = ""

    def page_of(self, meeting: Meeting, invitee: Invitee | None = None) -> str:
        """Return the address of the meeting's page; a guest's is behind their own link."""
        if invitee is not None and invitee.is_guest:
            return self.link_of(meeting, invitee.invitation)
        return f"{self.url}/meetings/{meeting.id}"

    def lobby_of(self, meeting: Meeting) -> str:
        """Return the address through which a site enters."""
        return f"{self.url}/meetings/{meeting.id}/lobby"

    def link_of(self, meeting: Meeting, invitation: Invitation) -> str:
        """Return the signed address at which this unit answers without signing in.

        A guest also comes in by it, as nobody but that guest.
        """
        payload: dict[str, str | int] = {"i": str(invitation.id), "s": invitation.link_serial}
        is_guest = invitation.meeting_site.is_guest
        purpose, path = (TO_ATTEND, "guest") if is_guest else (TO_ANSWER, "answer")
        token = self.links.sign(purpose, payload, expires_at=meeting.ends_at + LINKS_LAST)
        return f"{self.url}/{path}/{token}"

    def links_of(self, meeting: Meeting, invitation: Invitation) -> dict[str, str]:
        """Return the same address once per answer; each opens the page with it chosen."""
        link = self.link_of(meeting, invitation)
        offered = GUEST_ANSWERS if invitation.meeting_site.is_guest else tuple(Answer)
        return {answer.value: f"{link}?answer={answer.value}" for answer in offered}

    def place_of(self, meeting: Meeting, invitee: Invitee) -> str:
        """Return where this unit takes part."""
        if meeting.form is MeetingForm.ONSITE:
            return meeting.location or meeting.host.name
        if invitee.is_guest:
            return _("Online: %(link)s", link=self.link_of(meeting, invitee.invitation))
        site = invitee.invitation.meeting_site.site
        place = f"{site.name} ({site.place})" if site.place else site.name
        return f"{place}; {self.lobby_of(meeting)}"

    def description_of(self, meeting: Meeting, invitee: Invitee) -> str:
        """Return what calendars show below the title."""
        chair = ", ".join(filter(None, (meeting.chair.name, self.chair_title)))
        link = self.link_of(meeting, invitee.invitation)
        lines = [
            _("Chair: %(name)s", name=chair),
            meeting.purpose,
            _("Answer and come in: %(link)s", link=link)
            if invitee.is_guest
            else _("Answer without signing in: %(link)s", link=link),
        ]
        return "\n\n".join(filter(None, lines))


def desk_of(settings: Settings, chair_title: str = "") -> Desk:
    """Return the desk of a hub."""
    return Desk(settings.url, settings.mail_from, LinkSigner(settings.secret), chair_title)


def when(meeting: Meeting) -> str:
    """Write the time of a meeting: Thứ Hai, 23/11/2026, 08:00–10:00."""
    start, end = meeting.starts_at, meeting.ends_at
    hours = f"{format_time(start)}–{format_time(end)}"
    if wall_date(start) != wall_date(end):
        hours += f" {format_date(end)}"
    return f"{weekday_name(start)}, {format_date(start)}, {hours}"
