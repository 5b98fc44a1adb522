"""The arithmetic of what was saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from hub.core.clock import wall_date
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import MeetingType

#: Posts that see what the meetings of their office saved.
READING: Final = (
    Role.SCHEDULER,
    Role.CHAIR,
    Role.SECRETARY,
    Role.REGISTRY_CLERK,
    Role.UNIT_ADMIN,
)
#: Posts that see what the meetings of every office saved.
READING_ALL: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN)


@dataclass(frozen=True)
class Prices:
    """The assumptions: đồng for a sheet, a consignment, a kilometre; pages on a sheet."""

    sheet_vnd: int = 500
    pages_per_sheet: int = 2
    postage_vnd: int = 20_000
    km_vnd: int = 5_000
    people_per_vehicle: int = 4


@dataclass(frozen=True)
class Paper:
    """A document that was issued: its pages (None: not known) and the units that got it."""

    pages: int | None
    units: frozenset[object]
    issued_on: date


@dataclass(frozen=True)
class Journey:
    """A site that took part from its own place: the way to the host (None: not known)."""

    distance_km: int | None
    people: int


@dataclass(frozen=True)
class Facts:
    """What is known of one meeting."""

    meeting_id: MeetingId
    title: str
    starts_at: datetime
    papers: Sequence[Paper]
    journeys: Sequence[Journey]


@dataclass(frozen=True)
class Saved:
    """Sheets, consignments and kilometres that were not needed, and their price in đồng.

    `unknown`: sites whose distance, and documents whose pages, are not known and not counted.
    """

    pages: int = 0
    sheets: int = 0
    consignments: int = 0
    km: int = 0
    paper_vnd: int = 0
    postage_vnd: int = 0
    travel_vnd: int = 0
    unknown: int = 0

    @property
    def total_vnd(self) -> int:
        """Everything together."""
        return self.paper_vnd + self.postage_vnd + self.travel_vnd


def saved(facts: Facts, prices: Prices) -> Saved:
    """Return what one meeting saved.

    Paper: pages × units, on sheets that begin anew for each copy. Postage: one consignment per
    unit and day on which something was issued. Travel: there and back for each vehicle of each
    site that took part.
    """
    pages = sum((each.pages or 0) * len(each.units) for each in facts.papers)
    sheets = sum(
        -(-(each.pages or 0) // prices.pages_per_sheet) * len(each.units) for each in facts.papers
    )
    consignments = len({(unit, each.issued_on) for each in facts.papers for unit in each.units})
    km = sum(_km(each, prices) for each in facts.journeys)
    unknown = sum(each.pages is None for each in facts.papers)
    unknown += sum(each.distance_km is None for each in facts.journeys)
    return Saved(
        pages,
        sheets,
        consignments,
        km,
        sheets * prices.sheet_vnd,
        consignments * prices.postage_vnd,
        km * prices.km_vnd,
        unknown,
    )


def together(parts: Iterable[Saved]) -> Saved:
    """Return the sum."""
    found = list(parts)
    return Saved(
        *(sum(getattr(each, name) for each in found) for name in Saved.__dataclass_fields__)
    )


def saves_journeys(kind: MeetingType) -> bool:
    """Tell whether people would have travelled to such a meeting.

    Nobody travels to a technical rehearsal (thử nghiệm kỹ thuật): it is there to try the lines.
    """
    return kind is not MeetingType.REHEARSAL


def month_of(moment: datetime) -> date:
    """Return the first day of the month in which a meeting began."""
    return wall_date(moment).replace(day=1)


def may_read(actor: Actor, host_unit_id: object) -> bool:
    """Tell whether the actor sees what a meeting of this office saved."""
    return actor.has(*READING_ALL) or (actor.unit_id == host_unit_id and actor.has(*READING))


def may_set(actor: Actor) -> bool:
    """Tell whether the actor sets the assumptions."""
    return actor.has(Role.SYSTEM_ADMIN)


def _km(journey: Journey, prices: Prices) -> int:
    vehicles = -(-max(1, journey.people) // prices.people_per_vehicle)
    return 2 * (journey.distance_km or 0) * vehicles
