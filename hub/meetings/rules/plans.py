"""What a scheduler writes about a meeting, and what differs from what is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.core.ids import AgendaItemId, PersonId, SiteId
from hub.core.text import N_
from hub.meetings.models import Meeting, MeetingForm, MeetingType

#: Changes that those invited must hear of.
WEIGHTY: Final = frozenset({"starts_at", "ends_at", "location", "form", "sites"})
SAME_TIME: Final = ("starts_at", "ends_at")

MISSING_PURPOSE: Final = N_("Say what the meeting is for; the invitation must say it.")
MISSING_AGENDA: Final = N_("Add at least one agenda item.")
MISSING_SITES: Final = N_("Choose at least one site to invite.")


@dataclass(frozen=True)
class AgendaLine:
    """One agenda item as planned; `id` is None for a new one."""

    title: str
    presenter: str = ""
    minutes: int = 15
    id: AgendaItemId | None = None


@dataclass(frozen=True)
class Plan:
    """All a scheduler decides about a meeting. `site_ids` are the member sites."""

    title: str
    type: MeetingType
    form: MeetingForm
    starts_at: datetime
    ends_at: datetime
    chair_id: PersonId
    secretary_id: PersonId
    location: str = ""
    purpose: str = ""
    requirements: str = ""
    site_ids: frozenset[SiteId] = frozenset()
    agenda: tuple[AgendaLine, ...] = ()


#: Plain columns of a meeting that a plan fills, in the order people read them.
FILLED: Final = ("title", "type", "form", "starts_at", "ends_at", "chair_id", "secretary_id",
                 "location", "purpose", "requirements")  # fmt: skip


def plan_of(meeting: Meeting) -> Plan:
    """Return the plan a meeting stands for. Needs agenda and sites loaded."""
    return Plan(
        **{name: getattr(meeting, name) for name in FILLED},
        site_ids=frozenset(site.site_id for site in meeting.sites if site.is_member),
        agenda=tuple(
            AgendaLine(item.title, item.presenter, item.minutes, item.id) for item in meeting.agenda
        ),
    )


def changes(before: Plan, after: Plan) -> tuple[str, ...]:
    """Name what differs between two plans, in the order people read them."""
    found = [name for name in FILLED if getattr(before, name) != getattr(after, name)]
    if before.site_ids != after.site_ids:
        found.append("sites")
    if before.agenda != after.agenda:
        found.append("agenda")
    return tuple(found)


def must_tell(changed: tuple[str, ...]) -> bool:
    """Tell whether those invited must hear of the changes."""
    return not WEIGHTY.isdisjoint(changed)


def is_move(changed: tuple[str, ...]) -> bool:
    """Tell whether the changes ask those invited to another time."""
    return not set(SAME_TIME).isdisjoint(changed)


def gaps(plan: Plan) -> dict[str, str]:
    """Return what an invitation must say and the plan lacks: field and sentence (msgid)."""
    found = {}
    if not plan.purpose:
        found["purpose"] = MISSING_PURPOSE
    if not plan.agenda:
        found["agenda"] = MISSING_AGENDA
    if not plan.site_ids:
        found["sites"] = MISSING_SITES
    return found
