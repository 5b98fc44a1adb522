"""What people send us about meetings."""

import re
from datetime import datetime, time
from typing import Annotated, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from hub.core.clock import VIETNAM
from hub.core.forms import (
    Checkbox,
    EmptyIsNone,
    Form,
    Line,
    OptionalLine,
    Paragraphs,
    Reason,
    Title,
    WallDate,
)
from hub.core.ids import AgendaItemId, PersonId, SiteId
from hub.core.text import N_
from hub.meetings.models import MeetingForm, MeetingType
from hub.meetings.rules import AgendaLine, Plan, Slot

#: 8:00, 08:00, 8h30, 14h.
CLOCK: Final = re.compile(r"([01]?\d|2[0-3])(?:[:hg]([0-5]\d)?)")
MOST_ITEMS: Final = 60
MOST_SITES: Final = 12_000
LONGEST_ITEM_MIN: Final = 600
USUAL_ITEM_MIN: Final = 15


def _clock(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = CLOCK.fullmatch(value.strip().replace(" ", "").lower())
    if found is None:
        raise PydanticCustomError("rule", N_("Write the hour as 08:00 (24 hours)."))
    return time(int(found[1]), int(found[2] or 0))


ClockTime = Annotated[time, BeforeValidator(_clock)]
Minutes = Annotated[
    int,
    Field(ge=1, le=LONGEST_ITEM_MIN),
    BeforeValidator(lambda value: USUAL_ITEM_MIN if value == "" else value),
]
Version = Annotated[int, Field(ge=1)]


class AgendaRow(Form):
    """One row of the agenda table."""

    id: Annotated[AgendaItemId | None, EmptyIsNone] = None
    title: Title
    presenter: OptionalLine = ""
    minutes: Minutes = USUAL_ITEM_MIN


class TimeForm(Form):
    """A day and two hours of it, on Vietnamese clocks."""

    day: WallDate
    start: ClockTime
    end: ClockTime

    @property
    def slot(self) -> Slot:
        """The time asked for, in UTC as the clock of the hub gives it."""
        return Slot(self._at(self.start), self._at(self.end))

    def _at(self, hour: time) -> datetime:
        return datetime.combine(self.day, hour, VIETNAM)


class ScheduleForm(TimeForm):
    """The one-page form of a meeting. `step` is the button that was pressed."""

    title: Title
    type: MeetingType
    form: MeetingForm
    chair_id: PersonId
    secretary_id: PersonId
    location: OptionalLine = ""
    purpose: Paragraphs = ""
    requirements: Paragraphs = ""
    sites: list[SiteId] = Field(default=[], max_length=MOST_SITES)
    all_sites: Checkbox = False
    agenda: list[AgendaRow] = Field(default=[], max_length=MOST_ITEMS)
    version: Version = 1
    step: Line = "save"

    def plan(self, every_site: frozenset[SiteId]) -> Plan:
        """Return what was planned; `every_site` are those that "all communes" means."""
        return Plan(
            title=self.title,
            type=self.type,
            form=self.form,
            starts_at=self.slot.starts_at,
            ends_at=self.slot.ends_at,
            chair_id=self.chair_id,
            secretary_id=self.secretary_id,
            location=self.location,
            purpose=self.purpose,
            requirements=self.requirements,
            site_ids=every_site if self.all_sites else frozenset(self.sites),
            agenda=tuple(
                AgendaLine(row.title, row.presenter, row.minutes, row.id) for row in self.agenda
            ),
        )


class ClashForm(TimeForm):
    """As much of the form as is needed to look for clashes."""

    chair_id: Annotated[PersonId | None, EmptyIsNone] = None
    secretary_id: Annotated[PersonId | None, EmptyIsNone] = None
    sites: list[SiteId] = Field(default=[], max_length=MOST_SITES)


class MoveForm(TimeForm):
    """Another time for an invited meeting, and the version that was on the screen."""

    version: Version
    step: Line = "review"


class VersionForm(Form):
    """Agreement to what was on the screen."""

    version: Version


class ReturnForm(Form):
    """What the chair wants changed first."""

    version: Version
    reason: Reason


class ReasonForm(Form):
    """Why a meeting is put off or called off."""

    reason: Reason
