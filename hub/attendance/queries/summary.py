"""The attendance of one meeting: who was expected, who came, for how long."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.attendance import rules
from hub.attendance.models import (
    AttendanceSheet,
    Correction,
    Presence,
    RollEntry,
    RollSource,
    RollStatus,
)
from hub.attendance.rules import AttendanceClass, Interval
from hub.core.ids import MeetingId, MeetingSiteId
from hub.invitations.models import Answer, Invitation
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite


@dataclass(frozen=True, slots=True)
class SiteAttendance:
    """One site in one meeting.

    `status` None: the roll was not called yet. `here`: a connection is in the room now.
    `lost_at`: when its line failed, if that is why it is not. `head_count` None: not counted;
    `announced` is what the unit said beforehand.
    """

    meeting_site: MeetingSite
    invitation: Invitation | None
    intervals: tuple[Interval, ...]
    classes: tuple[AttendanceClass, ...]
    minutes: int
    percent: int | None
    entry: RollEntry | None
    person_name: str

    @property
    def status(self) -> RollStatus | None:
        """What the roll says."""
        return self.entry.status if self.entry else None

    @property
    def source(self) -> RollSource | None:
        """Who said so."""
        return self.entry.source if self.entry else None

    @property
    def head_count(self) -> int | None:
        """How many people were counted at the site."""
        return self.entry.head_count if self.entry else None

    @property
    def announced(self) -> int | None:
        """How many people the unit said would come."""
        return self.invitation.head_count if self.invitation else None

    @property
    def note(self) -> str:
        """The secretary's note, else the reason given for an absence."""
        noted = self.entry.note if self.entry else ""
        return noted or (self.invitation.reason if self.invitation else "")

    @property
    def deputy(self) -> bool:
        """Whether the head sent somebody instead."""
        return self.invitation is not None and self.invitation.answer is Answer.SENDING_DEPUTY

    @property
    def here(self) -> bool:
        """Whether the site is in the room now."""
        return bool(self.intervals) and self.intervals[-1].end is None

    @property
    def lost_at(self) -> datetime | None:
        """When the line of a site failed that has not come back."""
        last = self.intervals[-1] if self.intervals else None
        return last.end if last and last.lost else None

    @property
    def first_joined(self) -> datetime | None:
        """When the site came first."""
        return self.intervals[0].start if self.intervals else None

    @property
    def last_left(self) -> datetime | None:
        """When the site went last; None while it is there."""
        return self.intervals[-1].end if self.intervals else None

    @property
    def is_present(self) -> bool:
        """Whether the site took part."""
        return rules.is_present(self.classes)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sites of a meeting fall into each class. A late site may also leave early."""

    total: int
    present: int
    here: int
    late: int
    left_early: int
    interrupted: int
    excused: int
    absent: int
    waiting: int
    deputies: int
    called: int
    persons: int


@dataclass(frozen=True, slots=True)
class AttendanceSummary:
    """The attendance of a meeting, sites at their fixed places."""

    meeting: Meeting
    frame: rules.Frame
    sites: list[SiteAttendance]
    counts: Counts
    quorum: rules.Quorum
    sheet: AttendanceSheet | None
    corrections: Sequence[Correction]


def summary(
    session: Session,
    meeting: Meeting,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
) -> AttendanceSummary:
    """Return who was there and how, with six queries whatever the number of sites."""
    sites = session.scalars(
        select(MeetingSite)
        .where(MeetingSite.meeting_id == meeting.id, TAKES_PART)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position, MeetingSite.id)
    ).all()
    rows = judged(session, meeting, sites, now=now, limits=limits)
    return AttendanceSummary(
        meeting,
        rules.frame_of(meeting, now),
        rows,
        counted(rows),
        quorum_of(rows, limits),
        sheet_of(session, meeting.id),
        corrections_of(session, meeting.id),
    )


def judged(
    session: Session,
    meeting: Meeting,
    sites: Sequence[MeetingSite],
    *,
    now: datetime,
    limits: rules.Limits,
) -> list[SiteAttendance]:
    """Return the attendance of some sites of a meeting, in their order."""
    stays = stays_of(session, [meeting.id])
    invitations = invitations_of(session, [meeting.id])
    entries = entries_of(session, [meeting.id])
    return [
        judge(
            meeting,
            site,
            stays.get(site.id, ()),
            invitations.get(site.id),
            entries.get(site.id),
            now=now,
            limits=limits,
        )
        for site in sites
    ]


def judge(
    meeting: Meeting,
    site: MeetingSite,
    stays: Sequence[Presence],
    invitation: Invitation | None,
    entry: RollEntry | None,
    *,
    now: datetime,
    limits: rules.Limits,
) -> SiteAttendance:
    """Return what the facts say of one site."""
    frame = rules.frame_of(meeting, now)
    intervals = rules.merge_intervals(map(_interval, stays), limits.line_grace)
    return SiteAttendance(
        site,
        invitation,
        intervals,
        rules.classify(
            intervals,
            frame,
            limits,
            status=entry.status if entry else None,
            announced_absence=announced_absence(invitation),
        ),
        rules.minutes_in(intervals, frame),
        rules.percent_in(intervals, frame),
        entry,
        stays[-1].person_name if stays else "",
    )


def announced_absence(invitation: Invitation | None) -> bool:
    """Tell whether the unit said with a reason that it stays away, and nobody refused that."""
    return (
        invitation is not None
        and invitation.answer is Answer.ABSENT
        and invitation.absence_approved is not False
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
        excused=tally[AttendanceClass.EXCUSED],
        absent=tally[AttendanceClass.ABSENT],
        waiting=tally[AttendanceClass.WAITING],
        deputies=sum(row.deputy and row.is_present for row in rows),
        called=sum(row.status is not None for row in rows),
        persons=sum(row.head_count or 0 for row in rows if row.is_present),
    )


def quorum_of(rows: Sequence[SiteAttendance], limits: rules.Limits) -> rules.Quorum:
    """Return how many units and persons are there of those expected."""
    announced = [row.announced for row in rows if row.announced is not None]
    return rules.Quorum(
        units_present=len({row.meeting_site.unit_id for row in rows if row.is_present}),
        units_expected=len({row.meeting_site.unit_id for row in rows}),
        persons_present=sum(row.head_count or 0 for row in rows if row.is_present),
        persons_expected=sum(announced) if announced else None,
        needed=limits.quorum,
    )


def sheet_of(session: Session, meeting_id: MeetingId) -> AttendanceSheet | None:
    """Return the frozen sheet of a meeting, if it was frozen."""
    return session.get(AttendanceSheet, meeting_id)


def corrections_of(session: Session, meeting_id: MeetingId) -> Sequence[Correction]:
    """Return the corrections of a meeting, oldest first."""
    return session.scalars(
        select(Correction).filter_by(meeting_id=meeting_id).order_by(Correction.at, Correction.id)
    ).all()


def entries_of(
    session: Session, meeting_ids: Sequence[MeetingId]
) -> Mapping[MeetingSiteId, RollEntry]:
    """Return the roll of some meetings by site."""
    found = session.scalars(select(RollEntry).where(RollEntry.meeting_id.in_(meeting_ids)))
    return {entry.meeting_site_id: entry for entry in found}


def invitations_of(
    session: Session, meeting_ids: Sequence[MeetingId]
) -> Mapping[MeetingSiteId, Invitation]:
    """Return the invitations to some meetings by site, without their delegates."""
    found = session.scalars(select(Invitation).where(Invitation.meeting_id.in_(meeting_ids)))
    return {each.meeting_site_id: each for each in found}


def stays_of(
    session: Session, meeting_ids: Sequence[MeetingId]
) -> Mapping[MeetingSiteId, list[Presence]]:
    """Return all stays in some meetings by site, oldest first."""
    found: dict[MeetingSiteId, list[Presence]] = defaultdict(list)
    for stay in session.scalars(
        select(Presence)
        .where(Presence.meeting_id.in_(meeting_ids))
        .order_by(Presence.joined_at, Presence.id)
    ):
        found[stay.meeting_site_id].append(stay)
    return found


def _interval(stay: Presence) -> Interval:
    return Interval(stay.joined_at, stay.left_at, lost=stay.lost, estimated=stay.estimated)
