"""The roll: who may keep it, what the hub proposes, how it is sealed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hub.attendance.errors import NotToSignSheet, SheetNotPrinted, SheetSigned
from hub.attendance.models import AttendanceSheet, RollStatus
from hub.core.errors import HubError
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor, Role
from hub.meetings import rules as meeting_rules
from hub.meetings.models import Meeting, MeetingState

OPENS_BEFORE: Final = timedelta(minutes=60)
#: Sites on a sheet that is printed while its secretary waits: two seconds. 10,598 take minutes.
LONG: Final = 100
CALLABLE: Final = frozenset({MeetingState.INVITED, MeetingState.LIVE, MeetingState.ENDED})


def may_record(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor keeps the attendance of this meeting."""
    return meeting_rules.may_record(actor, meeting)


def may_check_in(actor: Actor, unit_id: UnitId) -> bool:
    """Tell whether the actor can confirm that the site of a unit, their own, is there."""
    return actor.unit_id == unit_id and actor.has(Role.SITE_LEADER, Role.SITE_CLERK)


def may_sign(actor: Actor, sheet: AttendanceSheet) -> bool:
    """Tell whether the actor signs this sheet: who froze it answers for what it says."""
    return actor.person_id == sheet.frozen_by_id


def is_long(content: Mapping[str, Any]) -> bool:
    """Tell whether a sheet takes longer to print than anybody wants to wait for a page."""
    return len(content["sites"]) > LONG


def why_not_sign(actor: Actor, sheet: AttendanceSheet) -> HubError | None:
    """Return what forbids the actor to sign the sheet that counts, or None."""
    if sheet.is_signed:
        return SheetSigned()
    if not may_sign(actor, sheet):
        return NotToSignSheet(name=sheet.frozen_by_name)
    return None if sheet.pdf_sha256 else SheetNotPrinted()


def can_call(meeting: Meeting, now: datetime) -> bool:
    """Tell whether the roll can be called: from an hour before until the archive."""
    return meeting.state in CALLABLE and now >= meeting.starts_at - OPENS_BEFORE


def proposed_status(*, seen: bool, announced_absence: bool, is_main: bool) -> RollStatus | None:
    """Return what the hub proposes for a site; None when it has nothing to go by.

    A lack of signal alone proves no absence: somebody may sit there without a line.
    """
    if seen:
        return RollStatus.ONSITE if is_main else RollStatus.ONLINE
    return RollStatus.EXCUSED if announced_absence else None


def sealed(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a sheet's content, over its canonical JSON.

    Canonical: names sorted, no spaces, UTF-8. Anyone can repeat it on the exported content.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
