"""What people send us about attendance."""

from typing import Annotated, Final, Literal

from pydantic import Field

from hub.attendance.models import RollStatus
from hub.core.forms import Checkbox, EmptyIsNone, Form, OptionalLine, Reason, WallDate
from hub.core.ids import MeetingSiteId

MOST_PEOPLE: Final = 2000
MOST_SITES: Final = 12_000

HeadCount = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
FORMATS: Final = ("pdf", "xlsx", "csv")


class RollForm(Form):
    """The roll of one site, by one tap."""

    site: MeetingSiteId
    status: RollStatus
    head_count: Annotated[HeadCount | None, EmptyIsNone] = None
    note: OptionalLine = ""
    by_telephone: Checkbox = False


class BulkRollForm(Form):
    """The same status for many sites."""

    sites: Annotated[list[MeetingSiteId], Field(min_length=1, max_length=MOST_SITES)]
    status: RollStatus


class CheckInForm(Form):
    """A site says how many people sit there."""

    head_count: HeadCount


class CorrectForm(Form):
    """A correction with its reason. `version` is the one the secretary saw; 0 before any."""

    status: RollStatus
    head_count: Annotated[HeadCount | None, EmptyIsNone] = None
    reason: Reason
    version: Annotated[int | None, EmptyIsNone] = None


class PeriodForm(Form):
    """Which meetings a report is about, how it is grouped, as what file."""

    start: Annotated[WallDate | None, EmptyIsNone] = None
    end: Annotated[WallDate | None, EmptyIsNone] = None
    by: Literal["units", "meetings", "months"] = "units"
    format: Literal["html", "pdf", "xlsx", "csv"] = "html"


class FormatForm(Form):
    """As what file a sheet is wanted."""

    format: Literal["html", "pdf", "xlsx", "csv"] = "html"
