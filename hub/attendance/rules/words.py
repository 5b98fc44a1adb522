"""What people call classes, statuses and sources; msgids for the catalogue."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hub.attendance.models import RollSource, RollStatus
from hub.attendance.rules.classes import AttendanceClass
from hub.core.text import N_, gettext

WORDS: Final[Mapping[StrEnum, str]] = {
    AttendanceClass.ON_TIME: N_("On time"),
    AttendanceClass.LATE: N_("Late"),
    AttendanceClass.LEFT_EARLY: N_("Left early"),
    AttendanceClass.INTERRUPTED: N_("Interrupted by the line"),
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
}


def word(value: StrEnum | None) -> str:
    """Return the word in the reader's language; "Not called" for no status yet."""
    if value is None:
        return gettext(N_("Not called"))
    return gettext(WORDS[value])
