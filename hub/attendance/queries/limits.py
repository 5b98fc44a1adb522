"""By which limits the attendance of a meeting is judged: frozen ones, those of its type, others."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.models import AttendanceSheet, TypeRules
from hub.core.ids import MeetingId
from hub.meetings.models import Meeting, MeetingType


def rules_by_type(session: Session) -> Mapping[MeetingType, TypeRules]:
    """Return the rules the office has set, by type of meeting."""
    return {each.type: each for each in session.scalars(select(TypeRules))}


def limits_by_meeting(
    session: Session, meetings: Sequence[Meeting], limits: rules.Limits
) -> Mapping[MeetingId, rules.Limits]:
    """Return the limits of each meeting; `limits` are those of the installation.

    A frozen meeting keeps the limits it was frozen with, whatever was changed since.
    """
    own = rules_by_type(session)
    kept = dict(_kept(session, [each.id for each in meetings]))
    return {
        each.id: rules.limits_kept(rules.limits_for(limits, own.get(each.type)),
                                   kept.get(each.id, {}))
        for each in meetings
    }  # fmt: skip


def _kept(
    session: Session, meeting_ids: Sequence[MeetingId]
) -> Iterable[tuple[MeetingId, dict[str, object]]]:
    """Yield the limits kept with sheets; of several sheets the one that counts comes last."""
    asked = (
        select(AttendanceSheet.meeting_id, AttendanceSheet.rules)
        .where(AttendanceSheet.meeting_id.in_(meeting_ids))
        .order_by(AttendanceSheet.number)
    )
    for row in session.execute(asked):
        yield row[0], row[1]
