"""Noting what sites take part with."""

from hub.core.ids import EntryId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import MeetingSite
from hub.quality import queries
from hub.quality.events import ModeChanged
from hub.quality.models import LineMode, ModeSpell


def switch_mode(uow: UnitOfWork, site: MeetingSite, mode: LineMode, *, chosen: bool) -> None:
    """Note that a site takes part in this mode from now on. The same mode again is no change.

    A site of which nothing was noted takes part in full.
    """
    present = queries.find_spell(uow.session, site.id)
    was = present.mode if present is not None else LineMode.FULL
    if was is mode:
        return
    if present is not None:
        present.ended_at = uow.now
        uow.session.flush()
    uow.session.add(
        ModeSpell(
            id=EntryId(new_id()),
            meeting_id=site.meeting_id,
            meeting_site_id=site.id,
            mode=mode,
            chosen=chosen,
            began_at=uow.now,
        )
    )
    uow.emit(ModeChanged(site.meeting_id, site.id, was.value, mode.value, chosen))
