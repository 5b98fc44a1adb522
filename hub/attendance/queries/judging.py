"""What the facts say of one site in one meeting. Everything is loaded by `facts_of`."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.models import Presence, RollEntry, RollSource, RollStatus
from hub.attendance.queries.heard import among, at_unit, media_of
from hub.attendance.queries.limits import limits_by_meeting
from hub.attendance.rules import AttendanceClass, Heard, Interval
from hub.core.ids import MeetingId, MeetingSiteId, UnitId
from hub.invitations.models import Answer, Invitation
from hub.meetings.models import Meeting, MeetingSite


@dataclass(frozen=True, slots=True)
class SiteAttendance:
    """One site in one meeting.

    `status` None: the roll was not called yet. `here`: a connection is in the room now.
    `lost_at`: when its line failed, if that is why it is not. `head_count` None: not counted;
    `announced` is what the unit said beforehand. `gap_s` are the seconds of the meeting in which
    its line failed, `media_gaps` when it was in the room and nothing of it arrived. `people` are
    the names of the accounts that were in the room for it, in the order of coming. `kept` is
    what the frozen sheet says of the site; None before there is one. It goes before what is
    said now.
    """

    meeting_site: MeetingSite
    invitation: Invitation | None
    intervals: tuple[Interval, ...]
    classes: tuple[AttendanceClass, ...]
    minutes: int
    percent: int | None
    entry: RollEntry | None
    person_name: str
    gap_s: int
    media_gaps: tuple[Interval, ...]
    people: tuple[str, ...]
    kept: Mapping[str, Any] | None = None

    @property
    def site_name(self) -> str:
        """What the site is called, on a frozen sheet what it was called then."""
        return str(self.kept["site"]) if self.kept else self.meeting_site.site.name

    @property
    def unit_name(self) -> str:
        """What the unit is called, on a frozen sheet what it was called then."""
        return str(self.kept["unit"]) if self.kept else self.meeting_site.unit.name

    @property
    def unit_short_name(self) -> str:
        """What the unit is called in short; the whole name where it was renamed after freezing."""
        unit = self.meeting_site.unit
        return unit.short_name if self.unit_name == unit.name else self.unit_name

    @property
    def status(self) -> RollStatus | None:
        """What the roll says."""
        if self.kept:
            return RollStatus(self.kept["status"]) if self.kept["status"] else None
        return self.entry.status if self.entry else None

    @property
    def source(self) -> RollSource | None:
        """Who said so."""
        if self.kept:
            return RollSource(self.kept["source"]) if self.kept["source"] else None
        return self.entry.source if self.entry else None

    @property
    def head_count(self) -> int | None:
        """How many people were counted at the site."""
        if self.kept:
            return self.kept["head_count"]  # type: ignore[no-any-return]
        return self.entry.head_count if self.entry else None

    @property
    def announced(self) -> int | None:
        """How many people the unit said would come."""
        if self.kept and "announced" in self.kept:
            return self.kept["announced"]  # type: ignore[no-any-return]
        return self.invitation.head_count if self.invitation else None

    @property
    def note(self) -> str:
        """The secretary's note, else the reason given for an absence."""
        if self.kept:
            return str(self.kept["note"])
        noted = self.entry.note if self.entry else ""
        return noted or (self.invitation.reason if self.invitation else "")

    @property
    def deputy(self) -> bool:
        """Whether the head sent somebody instead."""
        if self.kept:
            return bool(self.kept["deputy"])
        return self.invitation is not None and self.invitation.answer is Answer.SENDING_DEPUTY

    @property
    def here(self) -> bool:
        """Whether the site is in the room now; a frozen sheet does not say."""
        if self.kept:
            return False
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
class Facts:
    """What is known of some meetings: by site what was heard and said, by meeting the limits."""

    stays: Mapping[MeetingSiteId, Sequence[Presence]]
    media: Mapping[MeetingSiteId, Sequence[Heard]]
    invitations: Mapping[MeetingSiteId, Invitation]
    entries: Mapping[MeetingSiteId, RollEntry]
    limits: Mapping[MeetingId, rules.Limits]


def facts_of(
    session: Session,
    meetings: Sequence[Meeting],
    limits: rules.Limits,
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Facts:
    """Return the facts of some meetings, with six queries for any number of sites.

    With a unit or some `sites` only what concerns these is read.
    """
    ids = [each.id for each in meetings]
    return Facts(
        stays_of(session, ids, unit_id, sites),
        media_of(session, ids, unit_id, sites),
        invitations_of(session, ids, unit_id, sites),
        entries_of(session, ids, unit_id, sites),
        limits_by_meeting(session, meetings, limits),
    )


def judge(meeting: Meeting, site: MeetingSite, facts: Facts, now: datetime) -> SiteAttendance:
    """Return what the facts say of one site."""
    frame, limits = rules.frame_of(meeting, now), facts.limits[meeting.id]
    stays, entry = facts.stays.get(site.id, ()), facts.entries.get(site.id)
    invitation = facts.invitations.get(site.id)
    intervals = rules.merge_intervals(map(interval_of, stays), limits.line_grace)
    heard = facts.media.get(site.id, ())
    gaps = rules.media_gaps(heard, intervals) if heard else ()
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
            media_gaps=gaps,
        ),
        rules.minutes_in(intervals, frame),
        rules.percent_in(intervals, frame),
        entry,
        stays[-1].person_name if stays else "",
        rules.gap_seconds(intervals, frame),
        gaps,
        tuple(dict.fromkeys(each.person_name for each in stays if each.person_name)),
    )


def announced_absence(invitation: Invitation | None) -> bool:
    """Tell whether the unit said with a reason that it stays away, and nobody refused that."""
    return (
        invitation is not None
        and invitation.answer is Answer.ABSENT
        and invitation.absence_approved is not False
    )


def entries_of(
    session: Session,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Mapping[MeetingSiteId, RollEntry]:
    """Return the roll of some meetings by site."""
    found = session.scalars(
        select(RollEntry).where(
            RollEntry.meeting_id.in_(meeting_ids),
            at_unit(RollEntry.meeting_site_id, unit_id),
            among(RollEntry.meeting_site_id, sites),
        )
    )
    return {entry.meeting_site_id: entry for entry in found}


def invitations_of(
    session: Session,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Mapping[MeetingSiteId, Invitation]:
    """Return the invitations to some meetings by site, without their delegates."""
    found = session.scalars(
        select(Invitation).where(
            Invitation.meeting_id.in_(meeting_ids),
            at_unit(Invitation.meeting_site_id, unit_id),
            among(Invitation.meeting_site_id, sites),
        )
    )
    return {each.meeting_site_id: each for each in found}


def stays_of(
    session: Session,
    meeting_ids: Sequence[MeetingId],
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
) -> Mapping[MeetingSiteId, list[Presence]]:
    """Return all stays in some meetings by site, oldest first."""
    found: dict[MeetingSiteId, list[Presence]] = defaultdict(list)
    for stay in session.scalars(
        select(Presence)
        .where(
            Presence.meeting_id.in_(meeting_ids),
            at_unit(Presence.meeting_site_id, unit_id),
            among(Presence.meeting_site_id, sites),
        )
        .order_by(Presence.joined_at, Presence.id)
    ):
        found[stay.meeting_site_id].append(stay)
    return found


def interval_of(stay: Presence) -> Interval:
    """Return a stay as the rules see it."""
    return Interval(stay.joined_at, stay.left_at, lost=stay.lost, estimated=stay.estimated)
