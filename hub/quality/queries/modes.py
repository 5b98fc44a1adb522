"""What sites take part with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingSiteId
from hub.quality.models import LineMode, ModeSpell
from hub.quality.queries.readiness import find_newest_test

#: A line test says nothing about the line of another day.
TEST_COUNTS_FOR: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a page of the room begins with; `chosen` when people at the site wanted it so."""

    mode: LineMode
    chosen: bool


def mode_to_begin_with(
    session: Session, meeting_site_id: MeetingSiteId, now: datetime
) -> Beginning | None:
    """Return what the site was left with, or what its line test advises; None when unknown."""
    spell = find_spell(session, meeting_site_id)
    if spell is not None:
        return Beginning(spell.mode, spell.chosen)
    test = find_newest_test(session, meeting_site_id)
    if test is None or test.mode is None or now - test.at > TEST_COUNTS_FOR:
        return None
    return Beginning(test.mode, chosen=False)


def find_spell(session: Session, meeting_site_id: MeetingSiteId) -> ModeSpell | None:
    """Return since when a site takes part in its present mode; None: in full from the start."""
    return session.scalar(
        select(ModeSpell).where(
            ModeSpell.meeting_site_id == meeting_site_id, ModeSpell.ended_at.is_(None)
        )
    )


def modes_at(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, LineMode]:
    """Return the present mode of each of some sites that does not take part in full."""
    found = session.execute(
        select(ModeSpell.meeting_site_id, ModeSpell.mode).where(
            ModeSpell.meeting_site_id.in_(meeting_site_ids),
            ModeSpell.ended_at.is_(None),
            ModeSpell.mode != LineMode.FULL,
        )
    )
    return {row.meeting_site_id: row.mode for row in found}


def spells_of(session: Session, meeting_site_id: MeetingSiteId) -> Sequence[ModeSpell]:
    """Return the modes a site took part in, in order: for the report of its line."""
    return session.scalars(
        select(ModeSpell)
        .where(ModeSpell.meeting_site_id == meeting_site_id)
        .order_by(ModeSpell.began_at, ModeSpell.id)
    ).all()
