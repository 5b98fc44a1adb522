"""The column beside the form: clashes, the next free time, counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import request

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.ids import MeetingId, SiteId, UnitId
from hub.core.unit_of_work import Actor
from hub.directory.models import Site
from hub.meetings import queries, rules
from hub.meetings.forms import ClashForm
from hub.meetings.rules import Slot
from hub.meetings.views.values import rows_of
from hub.web.access import runtime, settings

MOST_DIGITS = 4


@dataclass(frozen=True)
class Summary:
    """What the column beside the form says."""

    slot: Slot | None
    clashes: list[queries.Clash]
    free: Slot | None
    is_short_notice: bool
    latest_sending: date | None
    sites: int
    agenda_minutes: int
    title: str

    @property
    def lasting_minutes(self) -> int:
        """How long the meeting is to last."""
        if self.slot is None:
            return 0
        return int((self.slot.ends_at - self.slot.starts_at).total_seconds() // 60)


def summary_of(actor: Actor, typed: dict[str, Any]) -> Summary:
    """Return what can be said about a form that may be half filled in."""
    form, chosen = _known(typed), _chosen(actor, typed)
    slot = form.slot if form and form.slot.starts_at < form.slot.ends_at else None
    found: list[queries.Clash] = []
    free = None
    if form and slot:
        asked = queries.Asked(slot, form.chair_id, form.secretary_id, chosen, _edited(typed))
        with runtime().read() as session:
            found = queries.clashes(session, actor, asked)
            if found:
                now, holidays = runtime().clock(), settings().holidays
                free = queries.free_slot(session, actor, asked, now, holidays)
    return Summary(
        slot=slot,
        clashes=found,
        free=free,
        is_short_notice=slot is not None
        and rules.is_short_notice(slot.starts_at, runtime().clock(), settings().holidays),
        latest_sending=rules.latest_sending(slot.starts_at, settings().holidays) if slot else None,
        sites=len(chosen),
        agenda_minutes=sum(_minutes(row) for row in rows_of(typed)),
        title=str(typed.get("title", "")).strip(),
    )


def every_site(host_id: UnitId) -> list[Site]:
    """Return the sites a host may ask today, in place order."""
    with runtime().read() as session:
        return queries.member_sites(session, host_id, wall_date(runtime().clock()))


def _known(typed: dict[str, Any]) -> ClashForm | None:
    known = {name: typed[name] for name in ClashForm.model_fields if typed.get(name)}
    try:
        return read(ClashForm, known)
    except InvalidInput:
        return None


def _chosen(actor: Actor, typed: dict[str, Any]) -> frozenset[SiteId]:
    every = {str(each.id): each.id for each in every_site(actor.unit_id)}
    if typed.get("all_sites"):
        return frozenset(every.values())
    sites = typed.get("sites")
    named = map(str, sites) if isinstance(sites, list) else ()
    return frozenset(every[each] for each in named if each in every)


def _edited(typed: dict[str, Any]) -> MeetingId | None:
    """Return the meeting being edited, which does not clash with itself."""
    given = (request.view_args or {}).get("meeting_id") or typed.get("meeting_id")
    try:
        return MeetingId(UUID(str(given))) if given else None
    except ValueError:
        return None


def _minutes(row: dict[str, str]) -> int:
    text = str(row.get("minutes", "")).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
