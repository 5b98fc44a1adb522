"""What people call classes, statuses and sources; msgids for the catalogue."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hub.attendance.models import RollSource, RollStatus
from hub.attendance.rules.chain import Outcome, PersonMark
from hub.attendance.rules.classes import AttendanceClass
from hub.attendance.rules.timeline import SpellKind
from hub.core.text import N_, gettext

WORDS: Final[Mapping[StrEnum, str]] = {
    AttendanceClass.ON_TIME: N_("On time"),
    AttendanceClass.LATE: N_("Late"),
    AttendanceClass.LEFT_EARLY: N_("Left early"),
    AttendanceClass.INTERRUPTED: N_("Interrupted by the line"),
    AttendanceClass.TOO_SHORT: N_("Not long enough"),
    AttendanceClass.EXCUSED: N_("Absent with reason"),
    AttendanceClass.ABSENT: N_("Absent without reason"),
    AttendanceClass.WAITING: N_("Not here yet"),
    RollStatus.ONSITE: N_("Present in person"),
    RollStatus.ONLINE: N_("Present online"),
    RollStatus.EXCUSED: N_("Absent with reason"),
    RollStatus.ABSENT: N_("Absent without reason"),
    RollSource.AUTOMATIC: N_("proposed by the hub"),
    RollSource.SITE: N_("said by the site"),
    RollSource.SECRETARY: N_("called by the secretary"),
    RollSource.TELEPHONE: N_("called by telephone"),
    SpellKind.PRESENT: N_("In the room"),
    SpellKind.LINE_LOST: N_("Line lost"),
    SpellKind.AWAY: N_("Left the room"),
    SpellKind.NO_SIGNAL: N_("In the room without picture and sound"),
    Outcome.AS_CONFIRMED: N_("Came as confirmed"),
    Outcome.DESPITE_ABSENCE: N_("Came though absence was announced"),
    Outcome.UNCONFIRMED: N_("Came without confirming"),
    Outcome.NO_SHOW: N_("Confirmed but did not come"),
    Outcome.ABSENT_AS_SAID: N_("Absent as announced"),
    Outcome.NO_ANSWER: N_("No certain answer, did not come"),
    Outcome.AWAITED: N_("Still awaited"),
    PersonMark.SEEN: N_("Seen in the room by own account"),
    PersonMark.AT_SITE: N_("Site took part"),
    PersonMark.NOT_THERE: N_("Did not come"),
    PersonMark.AWAITED: N_("Still awaited"),
    PersonMark.UNNAMED: N_("In the room, not named in the answer"),
}


def word(value: StrEnum | None) -> str:
    """Return the word in the reader's language; "Not called" for no status yet."""
    if value is None:
        return gettext(N_("Not called"))
    return gettext(WORDS[value])
