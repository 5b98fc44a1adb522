"""How lines are now, one row for each: to change them, and to judge what comes next."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.quality.models import Grade, LineState


def find_state(session: Session, meeting_site_id: MeetingSiteId) -> LineState | None:
    """Return how a site's line is now, as last heard."""
    return session.get(LineState, meeting_site_id)


class State(NamedTuple):
    """How a line is now, as last heard: a row of line_states."""

    meeting_site_id: MeetingSiteId
    meeting_id: MeetingId
    connection: str
    seq: int
    at: datetime
    since: datetime
    grade: Grade
    rtt_ms: float | None
    jitter_ms: float | None
    loss_pct: float | None
    mos: float | None
    fps: float | None
    up_kbps: float | None
    down_kbps: float | None
    drops: int


_STATES: Final = select(*(LineState.__table__.c[name] for name in State._fields)).where(
    LineState.meeting_site_id.in_(bindparam("sites", expanding=True))
)


def states_of(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, LineState]:
    """Return how the lines of some sites are now, as last heard, by site, to change them."""
    found = session.scalars(
        select(LineState).where(LineState.meeting_site_id.in_(meeting_site_ids))
    )
    return {each.meeting_site_id: each for each in found}


def state_rows_of(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, State]:
    """Return the same as plain rows: for a thousand samples a second."""
    found = session.execute(_STATES, {"sites": list(meeting_site_ids)})
    return {row[0]: State(*row) for row in found}


def count_states(session: Session, meeting_id: MeetingId) -> int:
    """Return how many sites of a meeting were measured at all."""
    return (
        session.scalar(
            select(func.count()).select_from(LineState).where(LineState.meeting_id == meeting_id)
        )
        or 0
    )
