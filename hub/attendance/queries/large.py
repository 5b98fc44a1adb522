"""A part of the sites of a meeting that has too many to show or to judge all of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.models import Presence
from hub.attendance.queries.summary import AttendanceSummary, summary_anew
from hub.core.ids import MeetingId, MeetingSiteId
from hub.invitations.models import Answer, Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite

#: Up to so many sites are shown whole.
WHOLE: Final = 100
#: Sites shown of a larger meeting at a time.
LISTED: Final = 50


def is_large(session: Session, meeting_id: MeetingId) -> bool:
    """Tell whether a meeting has more sites than are shown whole."""
    return meetings.count_sites(session, meeting_id) > WHOLE


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
        .where(Presence.meeting_id == meeting.id, Presence.left_at.is_(None), TAKES_PART)
        .distinct()
    )
    deputies = select(func.count()).where(
        Invitation.meeting_id == meeting.id,
        Invitation.answer == Answer.SENDING_DEPUTY,
        Invitation.meeting_site_id.in_(here),
    )
    counts = replace(
        part.counts,
        total=meetings.count_sites(session, meeting.id),
        here=session.scalar(select(func.count()).select_from(here.subquery())) or 0,
        deputies=session.scalar(deputies) or 0,
    )
    return replace(part, counts=counts)
