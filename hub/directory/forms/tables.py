"""Tables of units, sites and people, as they come from a spreadsheet."""

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from hub.core.errors import InvalidInput
from hub.core.fold import fold
from hub.core.forms import Email, Form, Line, OptionalLine, Text, WallDate, read
from hub.core.text import LOCALES, N_, gettext, use_locale
from hub.core.unit_of_work import Role
from hub.directory import rules
from hub.directory.forms.pages import (
    Gso,
    Kilometres,
    Level,
    LevelName,
    Local,
    Name,
    Notation,
    OptionalName,
    Phone,
    Place,
    Qcvn102,
    Qd20,
)
from hub.directory.service import (
    PersonFacts,
    PersonLine,
    PostFacts,
    Row,
    SiteLine,
    Standing,
    UnitFacts,
    UnitLine,
)

#: Larger tables are not typed by hand; they come in parts.
MOST_ROWS: Final = 2000
LONGEST_PACKED: Final = 400_000
LONGEST_UNPACKED: Final = 4_000_000
YES: Final = frozenset({"x", "co", "yes", "1", "true", "dung"})
SEPARATORS: Final = re.compile(r"[,;\n]")


class NoTable(InvalidInput):
    """No file was chosen."""

    code = "no-table"
    text = N_("Choose a CSV or XLSX file.")


class TooManyRows(InvalidInput):
    """The table has more rows than are stored at once."""

    code = "too-many-rows"
    text = N_("The table has more than %(rows)s rows. Send it in parts.")


class ColumnsMissing(InvalidInput):
    """A column that every row needs is not in the table."""

    code = "columns-missing"
    text = N_("The table lacks these columns: %(columns)s. The template has them all.")


@dataclass(frozen=True)
class TableColumn:
    """A column: the field it fills, its label (a msgid), whether each row needs it."""

    field: str
    label: str
    required: bool = False


PEOPLE: Final = (
    TableColumn("name", N_("Full name"), required=True),
    TableColumn("unit", N_("Unit"), required=True),
    TableColumn("title", N_("Title of the post"), required=True),
    TableColumn("roles", N_("Roles")),
    TableColumn("is_head", N_("Head of the unit")),
    TableColumn("email", N_("E-mail")),
    TableColumn("phone", N_("Telephone")),
)
SITES: Final = (
    TableColumn("name", N_("Name of the site"), required=True),
    TableColumn("unit", N_("Unit"), required=True),
    TableColumn("place", N_("Place")),
    TableColumn("is_main", N_("Main site")),
    TableColumn("technician_name", N_("Technician")),
    TableColumn("technician_phone", N_("Telephone")),
    TableColumn("distance_km", N_("Distance (km)")),
)
UNITS: Final = (
    TableColumn("name", N_("Name of the unit"), required=True),
    TableColumn("short_name", N_("Short name"), required=True),
    TableColumn("level", N_("Level"), required=True),
    TableColumn("level_name", N_("Kind of unit"), required=True),
    TableColumn("parent", N_("Superior unit")),
    TableColumn("since", N_("Valid from"), required=True),
    TableColumn("abbreviation", N_("Abbreviation in notations")),
    TableColumn("place", N_("Place name on letters")),
    TableColumn("email", N_("E-mail")),
    TableColumn("phone", N_("Telephone")),
    TableColumn("qcvn102", rules.SCHEME_NAMES["qcvn102"]),
    TableColumn("qd20", rules.SCHEME_NAMES["qd20"]),
    TableColumn("gso", rules.SCHEME_NAMES["gso"]),
    TableColumn("local", rules.SCHEME_NAMES["local"]),
)


def _names(labels: Mapping[Any, str]) -> dict[str, Any]:
    """Return every way to write a value: its code, its name in each language, without marks."""
    found = {fold(str(getattr(key, "value", key))): key for key in labels}
    for locale in LOCALES:
        with use_locale(locale):
            found |= {fold(gettext(label)): key for key, label in labels.items()}
    return found


def _roles(value: object) -> object:
    names = _names({role: rules.ROLE_NAMES[role] for role in rules.GIVEN})
    parts = [part.strip() for part in SEPARATORS.split(str(value)) if part.strip()]
    unknown = [part for part in parts if fold(part) not in names]
    if unknown:
        raise PydanticCustomError("rule", N_("One of these roles is not known."))
    return [names[fold(part)] for part in parts]


def _level(value: object) -> object:
    return _names(rules.LEVEL_NAMES).get(fold(str(value).strip()), value)


Yes = Annotated[bool, BeforeValidator(lambda value: fold(str(value).strip()) in YES)]


class PersonRow(Form):
    """A row of a table of people."""

    name: Name
    unit: Line
    title: Name
    roles: Annotated[list[Role], BeforeValidator(_roles)] = []
    is_head: Yes = False
    email: Email = ""
    phone: Phone = ""

    @property
    def line(self) -> PersonLine:
        """The typed row."""
        post = PostFacts(self.title, frozenset(self.roles), self.is_head)
        return PersonLine(PersonFacts(self.name, self.email, self.phone), self.unit, post)


class SiteRow(Form):
    """A row of a table of sites."""

    name: Name
    unit: Line
    place: OptionalLine = ""
    is_main: Yes = False
    technician_name: OptionalName = ""
    technician_phone: Phone = ""
    distance_km: Kilometres = None

    @property
    def line(self) -> SiteLine:
        """The typed row."""
        return SiteLine(**{field: getattr(self, field) for field in type(self).model_fields})


class UnitRow(Form):
    """A row of a table of units."""

    name: Line
    short_name: Name
    level: Annotated[Level, BeforeValidator(_level)]
    level_name: LevelName
    parent: OptionalLine = ""
    since: WallDate
    abbreviation: Notation = "UBND"
    place: Place = ""
    email: Email = ""
    phone: Phone = ""
    qcvn102: Qcvn102 = ""
    qd20: Qd20 = ""
    gso: Gso = ""
    local: Local = ""

    @property
    def line(self) -> UnitLine:
        """The typed row."""
        facts = UnitFacts(
            level=self.level,
            abbreviation=self.abbreviation,
            place=self.place,
            email=self.email,
            phone=self.phone,
            codes={
                scheme: code for scheme in rules.SCHEMES if (code := str(getattr(self, scheme)))
            },
        )
        standing = Standing(self.name, self.short_name, self.level_name)
        return UnitLine(standing, self.parent, facts, self.since)


#: What can be imported: its columns and the form of a row.
KINDS: Final[dict[str, tuple[tuple[TableColumn, ...], type[PersonRow | SiteRow | UnitRow]]]] = {
    "people": (PEOPLE, PersonRow),
    "sites": (SITES, SiteRow),
    "units": (UNITS, UnitRow),
}


class PackedTable(Form):
    """Rows that were shown and are now to be stored; they are checked again."""

    table: Annotated[Text, StringConstraints(min_length=2, max_length=LONGEST_PACKED)]


def pack(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as a text that a page can carry."""
    text = json.dumps([list(header), *map(list, rows)], ensure_ascii=False)
    return base64.b64encode(zlib.compress(text.encode())).decode()


def unpack(text: str) -> tuple[list[str], list[list[str]]]:
    """Return the table that a page carried. Raises NoTable when it was not ours."""
    try:
        unpacked = zlib.decompressobj().decompress(
            base64.b64decode(text, validate=True), LONGEST_UNPACKED
        )
        header, *rows = json.loads(unpacked)
    except (ValueError, zlib.error):
        raise NoTable from None
    lines = [header, *rows]
    if not all(isinstance(line, list) and all(map(_is_text, line)) for line in lines):
        raise NoTable
    return header, rows


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def fields_of(kind: str, header: Sequence[str]) -> list[str]:
    """Return the field each column fills, "" for a column we do not use.

    Raises ColumnsMissing with the columns that every row needs.
    """
    columns = KINDS[kind][0]
    names = _names({each.field: each.label for each in columns})
    fields = [names.get(fold(label.strip().rstrip("* ")), "") for label in header]
    missing = [
        gettext(each.label) for each in columns if each.required and each.field not in fields
    ]
    if missing:
        raise ColumnsMissing(columns=", ".join(missing))
    return fields


def rows_of(
    kind: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[Row[PersonLine | SiteLine | UnitLine]]:
    """Read every row of a table, with all its mistakes. Raises TooManyRows, ColumnsMissing."""
    if len(rows) > MOST_ROWS:
        raise TooManyRows(rows=MOST_ROWS)
    fields = fields_of(kind, header)
    return [_row(kind, fields, number, cells) for number, cells in enumerate(rows, start=2)]


def _row(
    kind: str, fields: Sequence[str], number: int, cells: Sequence[str]
) -> Row[PersonLine | SiteLine | UnitLine]:
    typed = {field: cell for field, cell in zip(fields, cells, strict=False) if field and cell}
    try:
        return Row(number, cells, read(KINDS[kind][1], typed).line)
    except InvalidInput as error:
        mistakes = {name.partition(".")[0]: said for name, said in error.fields.items()}
        return Row(number, cells, None, mistakes)
