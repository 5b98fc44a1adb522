"""What the directory's pages send."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from hub.core.forms import Checkbox, Email, EmptyIsNone, Form, Line, OptionalLine, WallDate
from hub.core.ids import UnitId
from hub.core.text import N_
from hub.core.unit_of_work import Role
from hub.directory import rules
from hub.directory.service import PersonFacts, PostFacts, SiteFacts, Standing, UnitFacts

Name = Annotated[Line, StringConstraints(max_length=100)]
#: A way by road, if it is known.
Kilometres = Annotated[Annotated[int, Field(ge=0, le=2000)] | None, EmptyIsNone]
OptionalName = Annotated[OptionalLine, StringConstraints(max_length=100)]
LevelName = Annotated[Line, StringConstraints(max_length=60)]
Place = Annotated[OptionalLine, StringConstraints(max_length=50)]
Notation = Annotated[OptionalLine, StringConstraints(max_length=30)]
OptionalUnit = Annotated[UnitId | None, EmptyIsNone]
Level = Literal["central", "province", "district", "commune", "office"]


def _phone(value: str) -> str:
    if value and not all(each.isdigit() or each in " .+()-" for each in value):
        raise PydanticCustomError("rule", N_("Write a telephone number in digits."))
    return value


def _code(scheme: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value and not rules.is_code(scheme, value):
            raise PydanticCustomError("rule", N_("This code does not have the form it should."))
        return value

    return check


def _roles(values: object) -> object:
    return [values] if isinstance(values, str) else values


Phone = Annotated[OptionalLine, StringConstraints(max_length=30), AfterValidator(_phone)]
Qcvn102 = Annotated[OptionalLine, AfterValidator(_code("qcvn102"))]
Qd20 = Annotated[OptionalLine, AfterValidator(_code("qd20"))]
Gso = Annotated[OptionalLine, AfterValidator(_code("gso"))]
Local = Annotated[OptionalLine, AfterValidator(_code("local"))]
Roles = Annotated[list[Role], BeforeValidator(_roles)]


class StandingForm(Form):
    """What a unit is called and where it stands."""

    name: Line
    short_name: Name
    level_name: LevelName
    parent_id: OptionalUnit = None

    @property
    def standing(self) -> Standing:
        """The typed standing."""
        return Standing(self.name, self.short_name, self.level_name, self.parent_id)


class UnitFactsForm(Form):
    """What is kept of a unit apart from its standing."""

    level: Level
    abbreviation: Notation = "UBND"
    place: Place = ""
    email: Email = ""
    phone: Phone = ""
    qcvn102: Qcvn102 = ""
    qd20: Qd20 = ""
    gso: Gso = ""
    local: Local = ""

    @property
    def facts(self) -> UnitFacts:
        """The typed facts, with the codes that were given."""
        given = {"qcvn102": self.qcvn102, "qd20": self.qd20, "gso": self.gso, "local": self.local}
        return UnitFacts(
            level=self.level,
            abbreviation=self.abbreviation,
            place=self.place,
            email=self.email,
            phone=self.phone,
            codes={scheme: code for scheme, code in given.items() if code},
        )


class NewUnit(StandingForm, UnitFactsForm):
    """A unit to enter."""

    since: WallDate
    legal_ground: OptionalLine = ""


class CorrectedUnit(UnitFactsForm):
    """Corrections to a unit. `version` is the one the page showed."""

    version: int


class RenamedUnit(StandingForm):
    """New names or another place in the tree, from a day on."""

    since: WallDate
    legal_ground: Line


class ClosedUnit(Form):
    """The end of a unit."""

    since: WallDate
    legal_ground: Line
    successors: list[UnitId] = []


class SiteForm(Form):
    """A site to enter or to correct."""

    unit_id: UnitId
    name: Name
    place: OptionalLine = ""
    is_main: Checkbox = False
    technician_name: OptionalName = ""
    technician_phone: Phone = ""
    distance_km: Kilometres = None
    version: int = 0

    @property
    def facts(self) -> SiteFacts:
        """The typed facts."""
        return SiteFacts(
            unit_id=self.unit_id,
            name=self.name,
            place=self.place,
            is_main=self.is_main,
            technician_name=self.technician_name,
            technician_phone=self.technician_phone,
            distance_km=self.distance_km,
        )


class SitePlace(Form):
    """The place a site moves to, counted from 1."""

    place: Annotated[int, Field(ge=1, le=10_000)]


class PersonForm(Form):
    """Corrections to a person. `version` is the one the page showed."""

    name: Name
    email: Email = ""
    phone: Phone = ""
    version: int = 0

    @property
    def facts(self) -> PersonFacts:
        """The typed facts."""
        return PersonFacts(self.name, self.email, self.phone)


class PostForm(Form):
    """Title and roles of a post."""

    title: Name
    roles: Roles = []
    is_head: Checkbox = False

    @property
    def post(self) -> PostFacts:
        """The typed post."""
        return PostFacts(self.title, frozenset(self.roles), self.is_head)


class NewPost(PostForm):
    """A post to give, from today on."""

    unit_id: UnitId


class NewPerson(PersonForm, PostForm):
    """A person with their first post."""

    unit_id: UnitId
