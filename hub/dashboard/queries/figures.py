"""Four figures from the facts of past meetings, of the reader's unit only."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from hub.attendance.models import Presence, RollEntry, RollStatus
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.dashboard import rules
from hub.dashboard.rules import Figure, MeetingFacts
from hub.documents.models import Document, DocumentState, Receipt, Signature
from hub.meetings import queries as meetings
from hub.meetings.models import NO_GUEST, TAKES_PART, Meeting, MeetingSite, MeetingState
from hub.meetings.rules.access import READING_ALL
from hub.quality.models import LineSummary, PendingSums

LOOKED_BACK: Final = timedelta(days=180)
MOST: Final = 60
#: A document counts as acknowledged in time within this of being sent.
IN_TIME: Final = timedelta(days=3)
PRESENT: Final = (RollStatus.ONSITE, RollStatus.ONLINE)


@dataclass(frozen=True)
class Figures:
    """What the overview counts; each figure may have nothing to count yet."""

    attendance: Figure
    acknowledged: Figure
    interrupted: Figure
    signed: Figure

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing at all to show."""
        return not any(
            figure.values
            for figure in (self.attendance, self.acknowledged, self.interrupted, self.signed)
        )


def figures(session: Session, actor: Actor, now: datetime) -> Figures:
    """Return the figures of the meetings the actor's unit held or was asked to."""
    facts = _facts(session, actor, now)
    return Figures(
        rules.share(facts, now, lambda each: each.present, lambda each: each.sites),
        rules.share(facts, now, lambda each: each.acknowledged, lambda each: each.receipts),
        rules.interrupted(facts, now),
        rules.share(facts, now, lambda each: each.signed, lambda each: each.issued),
    )


def _facts(session: Session, actor: Actor, now: datetime) -> list[MeetingFacts]:
    """Return the facts of past meetings, oldest first."""
    past = session.scalars(
        select(Meeting)
        .where(
            meetings.visible_to(actor),
            Meeting.state.in_((MeetingState.ENDED, MeetingState.ARCHIVED)),
            Meeting.starts_at > now - LOOKED_BACK,
            Meeting.starts_at <= now,
        )
        .order_by(Meeting.starts_at.desc())
        .limit(MOST)
    ).all()
    found = {each.id: MeetingFacts(each.starts_at) for each in past}
    sites = _sites(actor, found.keys())
    for collect in (_attendance, _lines, _receipts, _documents):
        collect(session, actor, found, sites)
    return sorted(found.values(), key=lambda each: each.starts_at)


def _sites(actor: Actor, ids: Collection[MeetingId]) -> ColumnElement[bool]:
    """Return which member sites count: all of our own meetings, ours of the others."""
    mine = or_(Meeting.host_unit_id == actor.unit_id, MeetingSite.unit_id == actor.unit_id)
    whose = MeetingSite.id.is_not(None) if actor.has(*READING_ALL) else mine
    member = and_(MeetingSite.is_main.is_(False), NO_GUEST, TAKES_PART)
    return and_(MeetingSite.meeting_id.in_(ids), member, whose)


Found = dict[MeetingId, MeetingFacts]
Collect = Callable[[Session, Actor, Found, ColumnElement[bool]], None]


def _attendance(session: Session, _actor: Actor, found: Found, sites: ColumnElement[bool]) -> None:
    came = select(Presence.meeting_site_id).distinct()
    called = select(RollEntry.meeting_site_id).where(RollEntry.status.in_(PRESENT))
    refused = select(RollEntry.meeting_site_id).where(
        RollEntry.status.is_not(None), RollEntry.status.not_in(PRESENT)
    )
    asked = _count(session, sites)
    there = or_(
        MeetingSite.id.in_(called),
        and_(MeetingSite.id.in_(came), MeetingSite.id.not_in(refused)),
    )
    present = _count(session, and_(sites, there))
    for meeting_id, number in asked.items():
        found[meeting_id] = replace(
            found[meeting_id], sites=number, present=present.get(meeting_id, 0)
        )


def _count(session: Session, which: ColumnElement[bool]) -> dict[MeetingId, int]:
    rows = session.execute(
        select(MeetingSite.meeting_id, func.count())
        .join(Meeting, Meeting.id == MeetingSite.meeting_id)
        .where(which)
        .group_by(MeetingSite.meeting_id)
    )
    return {MeetingId(row[0]): row[1] for row in rows}


def _lines(session: Session, _actor: Actor, found: Found, sites: ColumnElement[bool]) -> None:
    rows = session.execute(
        select(LineSummary.meeting_id, func.sum(LineSummary.lost_s))
        .join(MeetingSite, MeetingSite.id == LineSummary.meeting_site_id)
        .join(Meeting, Meeting.id == MeetingSite.meeting_id)
        .where(sites, Meeting.id.not_in(select(PendingSums.meeting_id)))
        .group_by(LineSummary.meeting_id)
    )
    for meeting_id, lost_s in rows:
        found[meeting_id] = replace(found[meeting_id], interrupted_min=lost_s / 60, measured=True)


def _receipts(session: Session, actor: Actor, found: Found, _sites: ColumnElement[bool]) -> None:
    """Count by units: the first of a unit's people who acknowledges does so for it."""
    whose = or_(Document.owner_unit_id == actor.unit_id, Receipt.unit_id == actor.unit_id)
    rows = session.execute(
        select(Document.meeting_id, func.min(Receipt.sent_at), func.min(Receipt.acknowledged_at))
        .join(Document, Document.id == Receipt.document_id)
        .where(
            Document.meeting_id.in_(found),
            Document.state == DocumentState.ISSUED,
            Receipt.id.is_not(None) if actor.has(*READING_ALL) else whose,
        )
        .group_by(Document.meeting_id, Receipt.version_id, Receipt.unit_id)
    )
    total: dict[MeetingId, int] = defaultdict(int)
    done: dict[MeetingId, int] = defaultdict(int)
    for meeting_id, sent_at, acknowledged_at in rows:
        total[meeting_id] += 1
        done[meeting_id] += acknowledged_at is not None and acknowledged_at - sent_at <= IN_TIME
    for meeting_id, number in total.items():
        found[meeting_id] = replace(
            found[meeting_id], receipts=number, acknowledged=done[meeting_id]
        )


def _documents(session: Session, actor: Actor, found: Found, _sites: ColumnElement[bool]) -> None:
    signed = select(Signature.document_id)
    whose = Document.owner_unit_id == actor.unit_id
    rows = session.execute(
        select(Document.meeting_id, Document.id, Document.id.in_(signed)).where(
            Document.meeting_id.in_(found),
            Document.state == DocumentState.ISSUED,
            Document.id.is_not(None) if actor.has(*READING_ALL) else whose,
        )
    )
    for meeting_id, _document_id, is_signed in rows:
        facts = found[meeting_id]
        found[meeting_id] = replace(
            facts, issued=facts.issued + 1, signed=facts.signed + bool(is_signed)
        )
