"""What a sheet will say, worked out a few sites at a time while others write.

Ten thousand sites are seconds of work. A draft is made outside of every transaction that writes;
the one that freezes then only asks which sites have changed since, and judges these anew.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.models import PresenceEvent, RollEntry
from hub.attendance.queries.columns import site_places
from hub.attendance.queries.content import content_of, evidence_of, record_of, said_of
from hub.attendance.queries.guests import guests_said
from hub.attendance.queries.heard import heard_in
from hub.attendance.queries.judging import SiteAttendance, facts_of, judge
from hub.attendance.queries.limits import limits_by_meeting
from hub.attendance.queries.summary import (
    AttendanceSummary,
    corrections_of,
    counted,
    delegates_of,
    quorum_of,
)
from hub.attendance.rules import Heard
from hub.core.ids import MeetingId, MeetingSiteId
from hub.directory.models import Site, Unit
from hub.invitations.models import Invitation
from hub.meetings.models import NO_GUEST, TAKES_PART, Meeting, MeetingSite

#: What changes with every change of what a sheet says of a site: place, versions, events heard.
Mark: TypeAlias = tuple[object, ...]


@dataclass(slots=True)
class SheetDraft:
    """A sheet in the making, as far as it has come.

    `at` is the moment up to which a meeting that goes on is judged. `marks` are from before
    anything else was read. `last` is the last event whose line is in `record`, of `events`.
    """

    at: datetime
    version: int
    limits: rules.Limits
    marks: Mapping[MeetingSiteId, Mark]
    rows: dict[MeetingSiteId, SiteAttendance] = field(default_factory=dict)
    said: dict[MeetingSiteId, dict[str, Any]] = field(default_factory=dict)
    differing: set[MeetingSiteId] = field(default_factory=set)
    heard: dict[MeetingSiteId, list[Heard]] = field(default_factory=lambda: defaultdict(list))
    record: Any = field(default_factory=hashlib.sha256)
    events: int = 0
    last: UUID | None = None
    is_heard: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What the rows say at this moment: the attendance, and the content to freeze."""

    summary: AttendanceSummary
    content: dict[str, Any]


def begin_draft(
    session: Session, meeting: Meeting, *, now: datetime, limits: rules.Limits = rules.DEFAULT
) -> SheetDraft:
    """Begin to draft the sheet of a meeting; `limits` are those of the installation."""
    own = limits_by_meeting(session, [meeting], limits)[meeting.id]
    return SheetDraft(now, meeting.version, own, marks_of(session, meeting.id))


def draft_on(session: Session, meeting: Meeting, draft: SheetDraft, *, most: int) -> bool:
    """Read some more of what was heard, then judge some more sites; False when all is done."""
    if not draft.is_heard:
        heard = heard_in(session, meeting.id, after=draft.last, most=most * 4)
        _hear(draft, heard)
        draft.is_heard = len(heard) < most * 4
        return True
    left = [site for site in draft.marks if site not in draft.rows][:most]
    if left:
        _judge(session, meeting, draft, left)
    return bool(left)


def settle(
    session: Session, meeting: Meeting, draft: SheetDraft, limits: rules.Limits = rules.DEFAULT
) -> Settled:
    """Return what is to be frozen: the draft, with every site that changed since judged anew.

    The same as if all had been judged in this transaction, up to the draft's moment while the
    meeting goes on.
    """
    marks = marks_of(session, meeting.id)
    own = limits_by_meeting(session, [meeting], limits)[meeting.id]
    if (draft.version, draft.limits) != (meeting.version, own):
        draft.version, draft.limits, draft.rows = meeting.version, own, {}
    _hear(draft, heard_in(session, meeting.id, after=draft.last))
    changed = [site for site, mark in marks.items()
               if site not in draft.rows or draft.marks.get(site) != mark]  # fmt: skip
    if changed:
        _judge(session, meeting, draft, changed)
    draft.marks = marks
    rows = [draft.rows[site] for site in marks]
    summary = AttendanceSummary(
        meeting,
        rules.frame_of(meeting, draft.at),
        rows,
        counted(rows),
        quorum_of(rows, own.quorum.of(meeting.type)),
        None,
        corrections_of(session, meeting.id),
        own,
        {},
        guests_said(session, meeting, at=draft.at, limits=own),
    )
    evidence = _evidence(session, summary, draft)
    return Settled(summary, content_of(summary, evidence, draft.said))


def marks_of(session: Session, meeting_id: MeetingId) -> Mapping[MeetingSiteId, Mark]:
    """Return by what each site of a meeting is known to have changed, sites in place order."""
    places = session.execute(
        select(
            MeetingSite.id, MeetingSite.position, MeetingSite.is_main, Site.version, Unit.version
        )
        .join(Site, Site.id == MeetingSite.site_id)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART, NO_GUEST)
        .order_by(MeetingSite.position, MeetingSite.id)
    )
    rolled = _by_site(session, RollEntry.meeting_site_id, RollEntry.version, meeting_id)
    asked = _by_site(session, Invitation.meeting_site_id, Invitation.version, meeting_id)
    heard = (
        select(PresenceEvent.meeting_site_id, func.count())
        .where(PresenceEvent.meeting_id == meeting_id)
        .group_by(PresenceEvent.meeting_site_id)
    )
    events = {row[0]: row[1] for row in session.execute(heard)}
    return {
        row[0]: (*row[1:], rolled.get(row[0]), asked.get(row[0]), events.get(row[0]))
        for row in places
    }


def _by_site(session: Session, site: Any, version: Any, meeting_id: MeetingId) -> dict[Any, int]:
    found = session.execute(select(site, version).where(site.class_.meeting_id == meeting_id))
    return {row[0]: row[1] for row in found}


def _hear(draft: SheetDraft, heard: Sequence[Heard]) -> None:
    draft.record.update(record_of(heard).encode())
    draft.events += len(heard)
    for each in heard:
        draft.heard[each.site].append(each)
    draft.last = heard[-1].order if heard else draft.last


def _judge(
    session: Session, meeting: Meeting, draft: SheetDraft, sites: Collection[MeetingSiteId]
) -> None:
    facts = facts_of(session, [meeting], draft.limits, sites=sites, judged_by=draft.limits)
    delegates = delegates_of(session, meeting.id, sites)
    frame = rules.frame_of(meeting, draft.at)
    for site in site_places(session, [meeting.id], sites=sites):
        row = draft.rows[site.id] = judge(meeting, frame, site, facts)
        draft.said[site.id] = said_of(row, delegates, over=frame.over)
        anew = rules.stays_from(draft.heard.get(site.id, ())).get(site.id, ())
        differs = rules.merge_intervals(anew, draft.limits.line_grace) != row.intervals
        (draft.differing.add if differs else draft.differing.discard)(site.id)


def _evidence(session: Session, summary: AttendanceSummary, draft: SheetDraft) -> dict[str, Any]:
    written = select(func.count()).where(PresenceEvent.meeting_id == summary.meeting.id)
    if session.scalar(written) != draft.events:  # one came between those already read
        return evidence_of(session, summary)
    return {
        "events": draft.events,
        "last": str(draft.last) if draft.last else None,
        "sha256": draft.record.hexdigest(),
        "agrees": draft.differing.isdisjoint(draft.marks),
    }
