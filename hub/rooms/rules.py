"""Who may enter, sit, speak and direct; and who is heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import Actor, Role
from hub.meetings import rules as meetings
from hub.meetings.models import Meeting, MeetingSite, MeetingState
from hub.rooms.models import Room, Seat

#: A lobby page is left open for minutes; a way in that is older was forgotten.
TOKEN_LASTS: Final = timedelta(minutes=5)
#: What a token of the lobby is for.
WAY_IN: Final = "room"
#: Pages of a gallery; the fixed places of sites fill them in order.
GALLERY_SIZES: Final = (9, 16, 25)
#: What a speaker is reminded of, unless the meeting or the agenda item says otherwise.
SPEECH_MINUTES: Final = 10
#: How long before the end of the allotted time the speaker is warned (frontend.md §3.17).
WARNED_AHEAD_S: Final = 60


@dataclass(frozen=True, slots=True)
class Bridge:
    """Whom a site calls when its line carries no sound: the telephone goes beside the room."""

    name: str
    phone: str


def bridge_of(main: MeetingSite | None) -> Bridge:
    """Return whom to call: the technician at the main site, else the host office.

    Needs the main site loaded with its site and unit. `phone` may be empty.
    """
    if main is None:
        return Bridge("", "")
    if main.site.technician_phone:
        return Bridge(main.site.technician_name or main.site.name, main.site.technician_phone)
    return Bridge(main.unit.short_name, main.unit.phone)


def may_moderate(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor directs the room: chair, secretary or technician of the host."""
    return meetings.may_open(actor, meeting)


def may_follow(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may watch without a seat, so that the roll does not count them.

    Of a meeting they may see.
    """
    return actor.unit_id == meeting.host_unit_id or actor.has(Role.AUDITOR)


def seat_among(actor: Actor, meeting: Meeting, sites: Sequence[MeetingSite]) -> MeetingSite | None:
    """Return the site the actor represents, or None, from those sites that concern the actor.

    Those who run the meeting sit at the main site; people of an invited unit at its site.
    """
    if may_moderate(actor, meeting):
        main = next((site for site in sites if site.is_main), None)
        if main is not None:
            return main
    return next(
        (site for site in sites if site.unit_id == actor.unit_id and not site.is_main), None
    )


def is_lobby_open(meeting: Meeting, now: datetime) -> bool:
    """Tell whether people may wait for the meeting: an hour before it, and while it is held."""
    return meetings.is_open(meeting) or meetings.can_open(meeting, now)


def is_over(meeting: Meeting) -> bool:
    """Tell whether the meeting has been held."""
    return meeting.state in {MeetingState.ENDED, MeetingState.ARCHIVED}


def may_come_in(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may enter now: before the opening only those who run the meeting."""
    return meetings.is_open(meeting) or may_moderate(actor, meeting)


def has_floor(site: MeetingSite, speaker_id: MeetingSiteId | None) -> bool:
    """Tell whether the site may be heard: the main site always, others while they speak."""
    return site.is_main or site.id == speaker_id


def is_heard(site: MeetingSite, seat: Seat, speaker_id: MeetingSiteId | None) -> bool:
    """Tell whether the engine passes the site's sound on."""
    return has_floor(site, speaker_id) and seat.microphone_on and not seat.muted_by_chair


def is_admitted(room: Room | None, site: MeetingSite, seat: Seat | None) -> bool:
    """Tell whether the site may come in without asking: most rooms, or it was let in before.

    Those who run the meeting sit at the main site and let the others in.
    """
    if room is None or not room.admission or site.is_main:
        return True
    return seat is not None and seat.admitted_at is not None


def is_waiting(seat: Seat) -> bool:
    """Tell whether the site asks to be let in."""
    return seat.waiting_since is not None and seat.removed_at is None


def may_present(
    actor: Actor, meeting: Meeting, own: MeetingSite | None, speaker_id: MeetingSiteId | None
) -> bool:
    """Tell whether the actor may show a document: who runs the meeting, or who has the floor.

    `own` is the site whose seat the actor holds.
    """
    return may_moderate(actor, meeting) or (own is not None and own.id == speaker_id)


def pages_of_gallery(sites: int, size: int) -> int:
    """Return how many pages so many sites fill; an empty gallery has one."""
    return max(1, -(-sites // size))
