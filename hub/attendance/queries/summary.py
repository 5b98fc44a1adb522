"""The attendance of one meeting: who was expected, who came, for how long."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, defer
from sqlalchemy.sql.base import ExecutableOption

from hub.attendance import rules
from hub.attendance.errors import NoSuchSheet
from hub.attendance.models import AttendanceSheet, Correction
from hub.attendance.queries.columns import site_places
from hub.attendance.queries.frozen import as_kept_in
from hub.attendance.queries.guests import guests_said
from hub.attendance.queries.heard import among
from hub.attendance.queries.judging import SiteAttendance, facts_of, judge
from hub.attendance.rules import AttendanceClass
from hub.core.ids import InvitationId, MeetingId, MeetingSiteId
from hub.invitations.models import Delegate, Invitation
from hub.meetings.models import Meeting

#: The content of a national sheet is megabytes.
WITHOUT_CONTENT: Final = defer(AttendanceSheet.content, raiseload=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sites of a meeting fall into each class. A late site may also leave early."""

    total: int
    present: int
    here: int
    late: int
    left_early: int
    interrupted: int
    too_short: int
    excused: int
    absent: int
    waiting: int
    deputies: int
    called: int
    persons: int


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    """The attendance of a meeting, sites at their fixed places; `guests`: see `guests_said`."""

    meeting: Meeting
    frame: rules.Frame
    sites: list[SiteAttendance]
    counts: Counts
    quorum: rules.Quorum
    sheet: AttendanceSheet | None
    corrections: Sequence[Correction]
    limits: rules.Limits
    delegates: Mapping[InvitationId, Sequence[Delegate]]
    guests: Sequence[Mapping[str, Any]] = ()


def summary(
    session: Session,
    meeting: Meeting,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
    only: Collection[MeetingSiteId] | None = None,
) -> AttendanceSummary:
    """Return who was there and how, with eleven queries whatever the number of sites.

    `only` some sites are read, judged and counted when they are named. `limits` are those of the
    installation; those of the type go before. Once the sheet is frozen (chốt điểm danh), what it
    says stands, whatever becomes of rules, names and rows.
    """
    found = summary_anew(session, meeting, now=now, limits=limits, only=only)
    if found.sheet is None:
        return found
    content = found.sheet.content
    return replace(standing(found, content["sites"]), guests=content.get("guests", ()))


def standing(found: AttendanceSummary, sites: Sequence[Mapping[str, Any]]) -> AttendanceSummary:
    """Return an attendance with the sites, and so the counts, of a frozen content."""
    rows = as_kept_in(sites, found.sites)
    return replace(
        found, sites=rows, counts=counted(rows), quorum=quorum_of(rows, found.quorum.rule)
    )


def summary_anew(
    session: Session,
    meeting: Meeting,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
    only: Collection[MeetingSiteId] | None = None,
) -> AttendanceSummary:
    """Return what the rows say now, a frozen sheet or not; see `summary`."""
    sites = site_places(session, [meeting.id], sites=only)
    facts, frame = facts_of(session, [meeting], limits, sites=only), rules.frame_of(meeting, now)
    rows = [judge(meeting, frame, site, facts) for site in sites]
    return AttendanceSummary(
        meeting,
        frame,
        rows,
        counted(rows),
        quorum_of(rows, facts.limits[meeting.id].quorum.of(meeting.type)),
        sheet_of(session, meeting.id),
        corrections_of(session, meeting.id),
        facts.limits[meeting.id],
        delegates_of(session, meeting.id, only),
        guests_said(session, meeting, at=now, limits=facts.limits[meeting.id])
        if only is None
        else (),
    )


def counted(rows: Iterable[SiteAttendance]) -> Counts:
    """Return the counts of some sites."""
    rows = list(rows)
    tally = Counter(each for row in rows for each in row.classes)
    return Counts(
        total=len(rows),
        present=sum(row.is_present for row in rows),
        here=sum(row.here for row in rows),
        late=tally[AttendanceClass.LATE],
        left_early=tally[AttendanceClass.LEFT_EARLY],
        interrupted=tally[AttendanceClass.INTERRUPTED],
        too_short=tally[AttendanceClass.TOO_SHORT],
        excused=tally[AttendanceClass.EXCUSED],
        absent=tally[AttendanceClass.ABSENT],
        waiting=tally[AttendanceClass.WAITING],
        deputies=sum(row.deputy and row.is_present for row in rows),
        called=sum(row.status is not None for row in rows),
        persons=sum(row.head_count or 0 for row in rows if row.is_present),
    )


def quorum_of(rows: Sequence[SiteAttendance], rule: rules.QuorumRule) -> rules.Quorum:
    """Return how many units and persons are there of those expected."""
    announced = [row.announced for row in rows if row.announced is not None]
    return rules.Quorum(
        units_present=len({row.meeting_site.unit_id for row in rows if row.is_present}),
        units_expected=len({row.meeting_site.unit_id for row in rows}),
        persons_present=sum(row.head_count or 0 for row in rows if row.is_present),
        persons_expected=sum(announced) if announced else None,
        rule=rule,
    )


def sheet_of(session: Session, meeting_id: MeetingId) -> AttendanceSheet | None:
    """Return the sheet of a meeting that counts, if it was frozen: the one numbered last."""
    return session.scalar(
        select(AttendanceSheet)
        .where(AttendanceSheet.meeting_id == meeting_id)
        .order_by(AttendanceSheet.number.desc())
        .limit(1)
    )


def sheets_of(session: Session, meeting_id: MeetingId) -> Sequence[AttendanceSheet]:
    """Return every sheet of a meeting, the one that counts first."""
    return session.scalars(
        select(AttendanceSheet)
        .where(AttendanceSheet.meeting_id == meeting_id)
        .order_by(AttendanceSheet.number.desc())
    ).all()


def sheet_lines(session: Session, meeting_id: MeetingId) -> Sequence[AttendanceSheet]:
    """Return every sheet of a meeting without its content, the one that counts first."""
    return session.scalars(
        select(AttendanceSheet)
        .where(AttendanceSheet.meeting_id == meeting_id)
        .options(WITHOUT_CONTENT)
        .order_by(AttendanceSheet.number.desc())
    ).all()


def get_sheet(session: Session, meeting_id: MeetingId, number: int) -> AttendanceSheet:
    """Return one sheet of a meeting by its number. Raises NoSuchSheet."""
    return _get_sheet(session, meeting_id, number)


def get_sheet_line(session: Session, meeting_id: MeetingId, number: int) -> AttendanceSheet:
    """Return one sheet of a meeting without its content. Raises NoSuchSheet."""
    return _get_sheet(session, meeting_id, number, WITHOUT_CONTENT)


def _get_sheet(
    session: Session, meeting_id: MeetingId, number: int, *loaded: ExecutableOption
) -> AttendanceSheet:
    found = session.scalar(
        select(AttendanceSheet).filter_by(meeting_id=meeting_id, number=number).options(*loaded)
    )
    if found is None:
        raise NoSuchSheet
    return found


def corrections_of(session: Session, meeting_id: MeetingId) -> Sequence[Correction]:
    """Return the corrections of a meeting, oldest first."""
    return session.scalars(
        select(Correction).filter_by(meeting_id=meeting_id).order_by(Correction.at, Correction.id)
    ).all()


def delegates_of(
    session: Session, meeting_id: MeetingId, sites: Collection[MeetingSiteId] | None = None
) -> Mapping[InvitationId, Sequence[Delegate]]:
    """Return the people named in the answers to a meeting, by invitation, in their order."""
    found: dict[InvitationId, list[Delegate]] = defaultdict(list)
    for each in session.scalars(
        select(Delegate)
        .join(Invitation, Invitation.id == Delegate.invitation_id)
        .where(Invitation.meeting_id == meeting_id, among(Invitation.meeting_site_id, sites))
        .order_by(Delegate.invitation_id, Delegate.position)
    ):
        found[each.invitation_id].append(each)
    return found
