"""What people send us about attendance."""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints

from hub.attendance.models import RollStatus
from hub.attendance.rules import TypeLimits
from hub.core import periods
from hub.core.forms import Checkbox, EmptyIsNone, Form, Name, OptionalLine, Phone, Reason, Secret
from hub.core.ids import MeetingId, MeetingSiteId, SigningKeyId
from hub.gateways.signing.contract import Level
from hub.meetings.models import MeetingType

MOST_PEOPLE: Final = 2000
MOST_SITES: Final = 12_000

SheetNumber = Annotated[int, Field(ge=1, le=10_000)]
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


class TelephoneForm(Form):
    """What a site said by telephone: who called, from which number, how many they are."""

    site: MeetingSiteId
    head_count: Annotated[HeadCount | None, EmptyIsNone] = None
    caller_name: Name
    caller_phone: Phone = ""


class OpeningForm(Form):
    """Opening the meeting; the reason is asked for when there is no quorum."""

    reason: Annotated[Reason | None, EmptyIsNone] = None


class CheckInForm(Form):
    """A site says how many people sit there."""

    head_count: HeadCount


class CorrectForm(Form):
    """A correction with its reason. `version` is the one the secretary saw; 0 before any."""

    status: RollStatus
    head_count: Annotated[HeadCount | None, EmptyIsNone] = None
    reason: Reason
    version: Annotated[int | None, EmptyIsNone] = None


class SignForm(Form):
    """With which key, its PIN, at which level, and the sheet looked at."""

    number: SheetNumber
    pdf: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    key_id: SigningKeyId
    pin: Secret
    level: Level = Level.B_B


def _kept_share(chosen: str) -> str | None:
    return {"installed": None, "none": ""}.get(chosen, chosen)


#: The share that makes a quorum: the installation's, none, or one of those offered.
QuorumShare = Annotated[
    Literal["installed", "none", ">1/2", "2/3", "3/4", "1/1"], AfterValidator(_kept_share)
]


class RulesForm(Form):
    """The limits of one type of meeting. `version` is the one the actor saw; 0 before any."""

    late_minutes: Annotated[int, Field(ge=0, le=120)]
    early_minutes: Annotated[int, Field(ge=0, le=120)]
    line_grace_s: Annotated[int, Field(ge=0, le=900)]
    least_share_pct: Annotated[int, Field(ge=0, le=100)]
    quorum_units: QuorumShare = "installed"
    quorum_persons: QuorumShare = "installed"
    version: Annotated[int, Field(ge=0)]

    def limits(self) -> TypeLimits:
        """Return them as the service takes them."""
        return TypeLimits(**self.model_dump(exclude={"version"}))


class DropRulesForm(Form):
    """The version of the rules that are dropped."""

    version: Annotated[int, Field(ge=0)]


ChainList: TypeAlias = Literal[
    "all", "no-show", "unconfirmed", "awaited", "silent", "absent", "deputies"
]


class ChainForm(Form):
    """Which sites of a meeting are listed, which page of them, as what file."""

    show: ChainList = "all"
    page: str = "1"
    format: Literal["html", "xlsx", "csv"] = "html"


class PeriodForm(periods.PeriodForm):
    """Which meetings a report is about, and how it is grouped."""

    by: Literal["units", "meetings", "months"] = "units"
    type: Annotated[MeetingType | None, EmptyIsNone] = None
    page: str = "1"


class YearForm(Form):
    """Which year, which communes by name, which type of meeting, as what file."""

    year: Annotated[int | None, EmptyIsNone, Field(ge=2000, le=2100)] = None
    q: OptionalLine = ""
    type: Annotated[MeetingType | None, EmptyIsNone] = None
    page: str = "1"
    format: Literal["html", "pdf", "xlsx", "csv"] = "html"


class CompareForm(Form):
    """Which two meetings are compared, which rows are shown, as what file."""

    first: Annotated[MeetingId | None, EmptyIsNone] = None
    second: Annotated[MeetingId | None, EmptyIsNone] = None
    show: Literal["all", "changed"] = "all"
    page: str = "1"
    format: Literal["html", "pdf", "xlsx", "csv"] = "html"


class FormatForm(Form):
    """As what file a sheet is wanted."""

    format: Literal["html", "pdf", "xlsx", "csv"] = "html"
