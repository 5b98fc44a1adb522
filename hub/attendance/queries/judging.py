"""What the facts say of one site in one meeting. Everything is loaded by `facts_of`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.models import RollSource, RollStatus
from hub.attendance.queries.columns import (
    Invited,
    Rolled,
    SitePlace,
    Stayed,
    entries_of,
    invitations_of,
    stays_of,
)
from hub.attendance.queries.heard import media_of
from hub.attendance.queries.limits import limits_by_meeting
from hub.attendance.rules import AttendanceClass, Heard, Interval
from hub.core.ids import MeetingId, MeetingSiteId, UnitId
from hub.invitations.models import Answer
from hub.meetings.models import Meeting


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

    meeting_site: SitePlace
    invitation: Invited | None
    intervals: tuple[Interval, ...]
    classes: tuple[AttendanceClass, ...]
    minutes: int
    percent: int | None
    entry: Rolled | None
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

    stays: Mapping[MeetingSiteId, Sequence[Stayed]]
    media: Mapping[MeetingSiteId, Sequence[Heard]]
    invitations: Mapping[MeetingSiteId, Invited]
    entries: Mapping[MeetingSiteId, Rolled]
    limits: Mapping[MeetingId, rules.Limits]


def facts_of(
    session: Session,
    meetings: Sequence[Meeting],
    limits: rules.Limits,
    unit_id: UnitId | None = None,
    sites: Collection[MeetingSiteId] | None = None,
    judged_by: rules.Limits | None = None,
) -> Facts:
    """Return the facts of some meetings, with six queries for any number of sites.

    With a unit or some `sites` only what concerns these is read. `judged_by` are the limits of
    these meetings where they are known already.
    """
    ids = [each.id for each in meetings]
    own = (
        limits_by_meeting(session, meetings, limits)
        if judged_by is None
        else dict.fromkeys(ids, judged_by)
    )
    return Facts(
        stays_of(session, ids, unit_id, sites),
        media_of(session, ids, unit_id, sites),
        invitations_of(session, ids, unit_id, sites),
        entries_of(session, ids, unit_id, sites),
        own,
    )


def judge(meeting: Meeting, frame: rules.Frame, site: SitePlace, facts: Facts) -> SiteAttendance:
    """Return what the facts say of one site; `frame` is the time of the meeting that counts."""
    limits = facts.limits[meeting.id]
    stays, entry = facts.stays.get(site.id, ()), facts.entries.get(site.id)
    invitation = facts.invitations.get(site.id)
    intervals = rules.merge_intervals((each.interval for each in stays), limits.line_grace)
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


def announced_absence(invitation: Invited | None) -> bool:
    """Tell whether the unit said with a reason that it stays away, and nobody refused that."""
    return (
        invitation is not None
        and invitation.answer is Answer.ABSENT
        and invitation.absence_approved is not False
    )


def intervals_said(row: SiteAttendance) -> list[dict[str, Any]]:
    """Return what a sheet says of the stays of one site or guest."""
    return [
        {
            "from": each.start.isoformat(),
            "to": each.end.isoformat() if each.end else None,
            "lost": each.lost,
            "estimated": each.estimated,
        }
        for each in row.intervals
    ]
