"""What browsers and people send us about lines."""

import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from hub.core import periods
from hub.core.forms import EmptyIsNone, Form, OptionalLine, Reason
from hub.core.ids import MeetingSiteId, UnitId
from hub.core.text import N_
from hub.quality.models import Grade
from hub.quality.rules import Measurement, TestResult, Thresholds

MOST_SAMPLES: Final = 30
#: A sample waits at most so long in a browser that is cut off: thirty samples of a minute.
OLDEST_S: Final = 3600.0
MOST_FACTS_BYTES: Final = 4000
#: Sites whose lines are asked for by name: their ids stand in the address.
MOST_LINES: Final = 100

Milliseconds = Annotated[float | None, Field(ge=0, le=120_000, allow_inf_nan=False)]
Percent = Annotated[float | None, Field(ge=0, le=100, allow_inf_nan=False)]
Kbps = Annotated[float | None, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Frames = Annotated[float | None, Field(ge=0, le=1000, allow_inf_nan=False)]
Mark = Annotated[int, Field(ge=1, le=5)]
#: A limit as people type it: a decimal comma is right, a point is taken too.
Limit = Annotated[
    float,
    BeforeValidator(
        lambda typed: typed.strip().replace(",", ".") if isinstance(typed, str) else typed
    ),
    Field(allow_inf_nan=False),
]


def _small(facts: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(facts)) > MOST_FACTS_BYTES:
        raise PydanticCustomError("rule", N_("These facts are too long."))
    return facts


class SampleForm(Form):
    """One interval of getStats (video.md §5). A measure is null when no packets flowed."""

    seq: Annotated[int, Field(ge=0, le=2_000_000_000)]
    age_s: Annotated[float, Field(ge=0, le=OLDEST_S, allow_inf_nan=False)] = 0.0
    rtt_ms: Milliseconds = None
    jitter_ms: Milliseconds = None
    loss_pct: Percent = None
    concealed_pct: Percent = None
    jitter_buffer_ms: Milliseconds = None
    up_kbps: Kbps = None
    up_loss_pct: Percent = None
    down_kbps: Kbps = None
    fps: Frames = None
    freeze_pct: Percent = None
    speaking: bool = False
    video_expected: bool = False
    facts: Annotated[dict[str, Any], AfterValidator(_small)] = {}

    def measured(self) -> Measurement:
        """Return it as the rules judge it."""
        return Measurement(**self.model_dump())


class SampleBatchForm(Form):
    """Samples that wait in the browser, oldest first."""

    samples: Annotated[list[SampleForm], Field(min_length=1, max_length=MOST_SAMPLES)]


class LineTestForm(Form):
    """The result of a line test; null where it could not be measured."""

    rtt_ms: Milliseconds = None
    jitter_ms: Milliseconds = None
    loss_pct: Percent = None
    up_kbps: Kbps = None
    down_kbps: Kbps = None
    udp_open: bool | None = None
    camera: Annotated[str, Field(max_length=20)] = ""
    microphone: Annotated[str, Field(max_length=20)] = ""
    browser: Annotated[str, Field(max_length=200)] = ""
    up_loss_pct: Percent = None
    down_loss_pct: Percent = None
    relay_open: bool | None = None
    speaker: Literal["", "ok", "unheard"] = ""

    def result(self) -> TestResult:
        """Return it as the rules judge it."""
        return TestResult(**self.model_dump())


class StatementForm(Form):
    """How picture and sound were, 1 very bad to 5 very good."""

    picture: Mark
    sound: Mark
    note: OptionalLine = ""


class ScaleForm(Form):
    """The limits of good and of fair of every measure, and why they are set anew."""

    mos_good: Limit
    mos_fair: Limit
    rtt_ms_good: Limit
    rtt_ms_fair: Limit
    loss_pct_good: Limit
    loss_pct_fair: Limit
    jitter_ms_good: Limit
    jitter_ms_fair: Limit
    fps_good: Limit
    fps_fair: Limit
    freeze_pct_good: Limit
    freeze_pct_fair: Limit
    reason: Reason
    after_version: Annotated[int, Field(ge=0, le=1_000_000)]

    def thresholds(self) -> Thresholds:
        """Return the limits as the rules judge by them."""
        return Thresholds(
            (self.mos_good, self.mos_fair),
            (self.rtt_ms_good, self.rtt_ms_fair),
            (self.loss_pct_good, self.loss_pct_fair),
            (self.jitter_ms_good, self.jitter_ms_fair),
            (self.fps_good, self.fps_fair),
            (self.freeze_pct_good, self.freeze_pct_fair),
        )


class BoardForm(Form):
    """Which lines of the board are listed, which page of them, which page of the wall."""

    grade: Literal["", "good", "fair", "poor", "lost", "none"] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    wall: Annotated[int, Field(ge=1, le=10_000)] = 1

    @property
    def only(self) -> Grade | Literal["all"] | None:
        """The one grade that is listed, None for lines not measured, or all."""
        if not self.grade:
            return "all"
        return None if self.grade == "none" else Grade(self.grade)


def _ids(value: object) -> object:
    return value.split(",") if isinstance(value, str) and value else None


class LinesForm(Form):
    """Whose lines a page asks for: of the sites it shows, or of all when it names none."""

    sites: Annotated[
        list[MeetingSiteId] | None, Field(max_length=MOST_LINES), BeforeValidator(_ids)
    ] = None


class PeriodForm(periods.PeriodForm):
    """Which meetings an overview is about, and how it is grouped."""

    by: Literal["units", "meetings"] = "units"


class TrendForm(PeriodForm):
    """Which months a trend shows, of one commune or of all."""

    unit: Annotated[UnitId | None, EmptyIsNone] = None


class InvestmentForm(PeriodForm):
    """When a commune stands on the list: weak in `weak` of its last `of` meetings."""

    weak: Annotated[int, Field(ge=1, le=50)] = 3
    of: Annotated[int, Field(ge=1, le=50)] = 5

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.weak > self.of:
            raise PydanticCustomError(
                "rule", N_("It cannot be weak in more meetings than are looked at.")
            )
        return self


class FormatForm(Form):
    """As what file a report is wanted."""

    format: Literal["html", "pdf", "xlsx", "csv"] = "html"
