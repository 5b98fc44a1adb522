"""The facts behind the figures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.attendance.models import Presence, RollEntry, RollStatus
from hub.core.clock import wall_date
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.directory.models import Site
from hub.documents.models import Document, DocumentVersion, Receipt
from hub.meetings.models import NO_GUEST, Meeting, MeetingSite, MeetingState
from hub.savings import rules
from hub.savings.models import SavingsAssumptions
from hub.savings.rules import Facts, Journey, Paper, Prices, Saved

HELD = (MeetingState.ENDED, MeetingState.ARCHIVED)


@dataclass(frozen=True)
class Line:
    """What one meeting, month or year saved."""

    name: str
    first_day: date
    meeting_id: MeetingId | None
    meetings: int
    saved: Saved


@dataclass(frozen=True)
class Report:
    """What the meetings of a period saved, under these prices."""

    prices: Prices
    set_by: SavingsAssumptions | None
    meetings: Sequence[Line]
    months: Sequence[Line]
    years: Sequence[Line]
    total: Saved


def assumptions(session: Session, number: int | None = None) -> SavingsAssumptions | None:
    """Return the assumptions that count, or an earlier version of them; None: nobody set any."""
    asked = select(SavingsAssumptions).order_by(SavingsAssumptions.number.desc())
    if number is not None:
        asked = asked.where(SavingsAssumptions.number == number)
    return session.scalars(asked.limit(1)).first()


def all_assumptions(session: Session) -> Sequence[SavingsAssumptions]:
    """Return every version, newest first."""
    asked = select(SavingsAssumptions).order_by(SavingsAssumptions.number.desc())
    return session.scalars(asked).all()


def prices_of(found: SavingsAssumptions | None) -> Prices:
    """Return the prices of a version; the proposed ones when nobody has set any."""
    if found is None:
        return Prices()
    names = Prices.__dataclass_fields__
    return Prices(**{name: getattr(found, name) for name in names})


def report(
    session: Session, actor: Actor, start: datetime, end: datetime, *, version: int | None = None
) -> Report:
    """Return what the meetings that the actor may see, held in a period, saved."""
    asked = select(Meeting).where(
        Meeting.state.in_(HELD), Meeting.starts_at >= start, Meeting.starts_at < end
    )
    if not actor.has(*rules.READING_ALL):
        asked = asked.where(Meeting.host_unit_id == actor.unit_id)
    held = list(session.scalars(asked.order_by(Meeting.starts_at, Meeting.id)))
    found = assumptions(session, version)
    prices = prices_of(found)
    lines = [
        Line(each.title, wall_date(each.starts_at), each.meeting_id, 1, rules.saved(each, prices))
        for each in facts_of(session, held)
    ]
    total = rules.together(each.saved for each in lines)
    return Report(prices, found, lines, _grouped(lines, "month"), _grouped(lines, "year"), total)


def of_meeting(session: Session, meeting: Meeting) -> tuple[Saved, Prices]:
    """Return what one meeting has saved so far, and by which prices."""
    prices = prices_of(assumptions(session))
    (facts,) = facts_of(session, [meeting])
    return rules.saved(facts, prices), prices


def facts_of(session: Session, meetings: Sequence[Meeting]) -> list[Facts]:
    """Return pages, recipients and journeys of meetings, in three queries."""
    ids = [each.id for each in meetings]
    travelled = [each.id for each in meetings if rules.saves_journeys(each.type)]
    papers, journeys = _papers(session, ids), _journeys(session, travelled)
    return [
        Facts(each.id, each.title, each.starts_at, papers[each.id], journeys[each.id])
        for each in meetings
    ]


def _papers(session: Session, ids: Sequence[MeetingId]) -> dict[MeetingId, list[Paper]]:
    """Return documents that were issued, recalled ones too: paper would have been sent."""
    newest = (
        select(func.max(DocumentVersion.number))
        .where(DocumentVersion.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Document.id, Document.meeting_id, Document.issued_at, DocumentVersion.pages)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(
            Document.meeting_id.in_(ids),
            Document.issued_at.is_not(None),
            DocumentVersion.number == newest,
        )
    ).all()
    units: dict[object, set[object]] = defaultdict(set)
    sent = select(Receipt.document_id, Receipt.unit_id).distinct()
    documents = select(Document.id).where(Document.meeting_id.in_(ids))
    for document_id, unit_id in session.execute(sent.where(Receipt.document_id.in_(documents))):
        units[document_id].add(unit_id)
    found: dict[MeetingId, list[Paper]] = defaultdict(list)
    for document_id, meeting_id, issued_at, pages in rows:
        if issued_at is not None:
            paper = Paper(pages, frozenset(units[document_id]), wall_date(issued_at))
            found[meeting_id].append(paper)
    return found


def _journeys(session: Session, ids: Sequence[MeetingId]) -> dict[MeetingId, list[Journey]]:
    """Return the sites that took part: by the roll, or if it says nothing by connection.

    Who came to the host (có mặt trực tiếp) has saved no journey.
    """
    came = select(Presence.id).where(Presence.meeting_site_id == MeetingSite.id).exists()
    rows = session.execute(
        select(
            MeetingSite.meeting_id, Site.distance_km, RollEntry.status, RollEntry.head_count, came
        )
        .join(Site, Site.id == MeetingSite.site_id)
        .outerjoin(RollEntry, RollEntry.meeting_site_id == MeetingSite.id)
        .where(
            MeetingSite.meeting_id.in_(ids),
            MeetingSite.is_main.is_(False),
            NO_GUEST,
            MeetingSite.withdrawn_at.is_(None),
        )
    )
    found: dict[MeetingId, list[Journey]] = defaultdict(list)
    for meeting_id, distance_km, status, head_count, connected in rows:
        if status is RollStatus.ONLINE or (status is None and connected):
            found[meeting_id].append(Journey(distance_km, head_count or 1))
    return found


def _grouped(lines: Sequence[Line], by: str) -> list[Line]:
    groups: dict[date, list[Line]] = {}
    for line in lines:
        first = line.first_day.replace(day=1)
        groups.setdefault(first.replace(month=1) if by == "year" else first, []).append(line)
    return [
        Line(
            f"{first:%Y}" if by == "year" else f"{first:%m/%Y}",
            first,
            None,
            len(found),
            rules.together(each.saved for each in found),
        )
        for first, found in sorted(groups.items())
    ]
