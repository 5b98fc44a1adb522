"""What savings announce."""

from dataclasses import dataclass

from hub.core.events import Event


@dataclass(frozen=True)
class AssumptionsSet(Event):
    """The assumptions behind the figures were set anew."""

    name = "savings:assumptions:set"
    number: int
    sheet_vnd: int
    postage_vnd: int
    km_vnd: int
    pages_per_sheet: int
    people_per_vehicle: int
