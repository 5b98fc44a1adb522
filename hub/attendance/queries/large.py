"""A part of the sites of a meeting that has too many to show or to judge all of them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.models import Presence
from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.queries.quorum import missing_from, tally
from hub.attendance.queries.summary import AttendanceSummary, summary_anew
from hub.core.ids import MeetingId, MeetingSiteId
from hub.invitations.models import Answer, Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import NO_GUEST, TAKES_PART, Meeting, MeetingSite

#: Up to so many sites are shown whole.
WHOLE: Final = 100
#: Sites shown of a larger meeting at a time.
LISTED: Final = 50
#: Tiles on a page of the wall.
TILES: Final = 240
#: Stays looked at for the last comings and goings.
RECENT: Final = 24


@dataclass(frozen=True, slots=True)
class WallPage:
    """A page of the wall. `summary` has besides its `tiles` the sites that moved last."""

    summary: AttendanceSummary
    tiles: list[SiteAttendance]
    number: int
    total: int


def is_large(session: Session, meeting_id: MeetingId) -> bool:
    """Tell whether a meeting has more sites than are shown whole."""
    return meetings.count_sites(session, meeting_id) > WHOLE


def wall_page(
    session: Session,
    meeting: Meeting,
    words: str,
    number: int,
    *,
    now: datetime,
    limits: rules.Limits,
    only_missing: bool = False,
) -> WallPage:
    """Return a page of the tiles of a large meeting, at their fixed places.

    `words` keeps the first sites whose name has them, `only_missing` those that are not there.
    Its counts and its quorum are those of the whole meeting, made by the database.
    """
    tally_ = tally(session, meeting, now=now)
    first, total = (number - 1) * TILES, tally_.total
    if words:
        found = meetings.sites_named(session, meeting.id, words, most=TILES)
        number, total = 1, len(found)
    elif only_missing:
        found, total = missing_from(session, meeting.id, most=TILES, first=first)
    else:
        found = meetings.sites_from(session, meeting.id, first, most=TILES)
    shown = [site.id for site in found]
    moved = recent_sites(session, meeting.id, most=RECENT)
    part = summary_anew(session, meeting, now=now, limits=limits, only={*shown, *moved})
    part = replace(
        part,
        counts=replace(
            part.counts,
            total=tally_.total,
            present=tally_.present,
            here=tally_.here,
            persons=tally_.persons,
        ),
        quorum=replace(
            part.quorum,
            units_present=tally_.units_present,
            units_expected=tally_.units_expected,
            persons_present=tally_.persons,
            persons_expected=tally_.persons_expected,
        ),
    )
    wanted = set(shown)
    tiles = [row for row in part.sites if row.meeting_site.id in wanted]
    return WallPage(part, tiles, number, total)


def recent_sites(session: Session, meeting_id: MeetingId, *, most: int) -> set[MeetingSiteId]:
    """Return the sites of the last comings and of the last goings."""
    found: set[MeetingSiteId] = set()
    for moment in (Presence.joined_at, Presence.left_at):
        asked = (
            select(Presence.meeting_site_id)
            .where(Presence.meeting_id == meeting_id, moment.is_not(None))
            .order_by(moment.desc())
            .limit(most)
        )
        found.update(session.scalars(asked))
    return found


def window(
    session: Session,
    meeting: Meeting,
    words: str,
    *,
    now: datetime,
    limits: rules.Limits,
    own: Collection[MeetingSiteId] = (),
) -> AttendanceSummary:
    """Return how the first few sites stand whose name has some words, one's `own` among them.

    Sites, those in the room now and the deputies among these are counted over the whole meeting,
    in SQL; other figures are those of the sites shown.
    """
    found = meetings.sites_named(session, meeting.id, words, most=LISTED)
    only = {*(site.id for site in found), *(() if words else own)}
    part = summary_anew(session, meeting, now=now, limits=limits, only=only)
    here = (
        select(Presence.meeting_site_id)
        .join(MeetingSite, MeetingSite.id == Presence.meeting_site_id)
        .where(Presence.meeting_id == meeting.id, Presence.left_at.is_(None), TAKES_PART, NO_GUEST)
        .distinct()
    )
    is_here = here.where(Presence.meeting_site_id == Invitation.meeting_site_id).correlate(
        Invitation
    )
    deputies = select(func.count()).where(
        Invitation.meeting_id == meeting.id,
        Invitation.answer == Answer.SENDING_DEPUTY,
        is_here.exists(),
    )
    counts = replace(
        part.counts,
        total=meetings.count_sites(session, meeting.id, guests=False),
        here=session.scalar(select(func.count()).select_from(here.subquery())) or 0,
        deputies=session.scalar(deputies) or 0,
    )
    return replace(part, counts=counts)
