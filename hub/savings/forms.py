"""What people send about savings."""

from typing import Annotated, Literal

from pydantic import Field

from hub.core.forms import EmptyIsNone, Form, OptionalLine
from hub.core.periods import PeriodForm

Dong = Annotated[int, Field(ge=0, le=100_000_000)]


class SavingsForm(PeriodForm):
    """Which period, grouped how, under which version of the assumptions."""

    by: Literal["meetings", "months", "years"] = "months"
    assumptions: Annotated[int | None, EmptyIsNone] = None
    page: str = "1"


class AssumptionsForm(Form):
    """The assumptions. `number` is the version the person had read."""

    sheet_vnd: Dong
    pages_per_sheet: Annotated[int, Field(ge=1, le=4)]
    postage_vnd: Dong
    km_vnd: Dong
    people_per_vehicle: Annotated[int, Field(ge=1, le=60)]
    note: OptionalLine = ""
    number: Annotated[int, Field(ge=0)]
