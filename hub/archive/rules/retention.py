"""How long the file of a meeting is kept.

Classes and codes: Thông tư 05/2025/TT-BNV (metadata `maintenance`). Periods count from the
year in which the work ends. The defaults follow the older table of Thông tư 09/2011/TT-BNV
(annual review for ever, interim review 5 years, briefings and conclusions 10 years); the
office chooses another class when its own list of files says so. Nothing is ever destroyed by
the hub.
"""

from dataclasses import dataclass
from typing import Final

from hub.core.text import N_
from hub.meetings.models import MeetingType


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """A period. `years` None: for ever. `code` is the one of TT 05/2025."""

    name: str
    label: str
    code: str
    years: int | None


RETENTION: Final = {
    each.name: each
    for each in (
        RetentionClass("permanent", N_("For ever"), "01", None),
        RetentionClass("years-70", N_("70 years"), "02", 70),
        RetentionClass("years-50", N_("50 years"), "03", 50),
        RetentionClass("years-30", N_("30 years"), "04", 30),
        RetentionClass("years-20", N_("20 years"), "05", 20),
        RetentionClass("years-10", N_("10 years"), "06", 10),
        RetentionClass("years-5", N_("5 years"), "07", 5),
    )
}
DEFAULTS: Final = {
    MeetingType.FINAL_REVIEW: "permanent",
    MeetingType.INTERIM_REVIEW: "years-5",
    MeetingType.TRAINING: "years-5",
}
OTHERWISE: Final = "years-10"


def default_retention(kind: MeetingType) -> RetentionClass:
    """Return the class offered for a kind of meeting."""
    return RETENTION[DEFAULTS.get(kind, OTHERWISE)]
