"""Reading what people and programs send: one model for form, JSON and socket input."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from hub.core.clock import from_wall_date, from_wall_time
from hub.core.errors import InvalidInput
from hub.core.text import N_, gettext

#: Control characters other than tab and line ends, and bidirectional overrides: nobody types them.
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: Stands where bytes were no UTF-8: what was meant is lost.
LOST: Final = "\ufffd"
LINE_ENDS: Final = re.compile("[\r\n\u0085\u2028\u2029]+")
EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,250}[A-Za-z0-9])?"
)


def _clean(value: object) -> object:
    if not isinstance(value, str):
        return value
    if any(character == LOST or "\ud800" <= character <= "\udfff" for character in value):
        raise PydanticCustomError("not_utf8", N_("The text is not valid UTF-8."))
    text = unicodedata.normalize("NFC", value)
    if FORBIDDEN.search(text):
        raise PydanticCustomError("control", N_("Remove the invisible control characters."))
    return text.replace("\r\n", "\n").strip()


def _one_line(value: str) -> str:
    return LINE_ENDS.sub(" ", value)


def _read_with(read: Callable[[str], Any], problem: str) -> Callable[[object], object]:
    def before(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return read(value.strip())
        except ValueError:
            raise PydanticCustomError("moment", problem) from None

    return before


def _email(value: str) -> str:
    if value and not EMAIL.fullmatch(value):
        raise PydanticCustomError("email", N_("Write an e-mail address such as name@unit.gov.vn."))
    return value.lower()


def _nothing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Text = Annotated[str, BeforeValidator(_clean)]
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200), BeforeValidator(_clean),
    AfterValidator(_one_line),
]  # fmt: skip
OptionalLine = Annotated[
    str, StringConstraints(max_length=200), BeforeValidator(_clean), AfterValidator(_one_line)
]
Title = Annotated[
    str, StringConstraints(min_length=3, max_length=300), BeforeValidator(_clean),
    AfterValidator(_one_line),
]  # fmt: skip
Paragraphs = Annotated[str, StringConstraints(max_length=10_000), BeforeValidator(_clean)]
#: A few sentences that must be there, and such that may.
Words = Annotated[str, StringConstraints(min_length=1, max_length=1000), BeforeValidator(_clean)]
Remark = Annotated[str, StringConstraints(max_length=1000), BeforeValidator(_clean)]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=100), BeforeValidator(_clean),
    AfterValidator(_one_line),
]  # fmt: skip
Phone = Annotated[
    str, StringConstraints(max_length=30), BeforeValidator(_clean), AfterValidator(_one_line)
]
Reason = Annotated[str, StringConstraints(min_length=3, max_length=1000), BeforeValidator(_clean)]
Email = Annotated[
    str, StringConstraints(max_length=254), BeforeValidator(_clean), AfterValidator(_email)
]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Checkbox = Annotated[bool, BeforeValidator(lambda value: value in {True, "on", "1", "true", "yes"})]
WallTime = Annotated[
    datetime,
    BeforeValidator(
        _read_with(from_wall_time, N_("Write the time as 23/11/2026 08:00 (day/month/year)."))
    ),
]
WallDate = Annotated[
    date,
    BeforeValidator(_read_with(from_wall_date, N_("Write the date as 23/11/2026."))),
]
#: Wrap an optional field so that an empty input means None: `OrNone[PersonId]`.
EmptyIsNone = BeforeValidator(_nothing)


class Form(BaseModel):
    """Parent of every form. Unknown fields are refused; values are clean NFC text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)


F = TypeVar("F", bound=BaseModel)

SENTENCES: Final[Mapping[str, str]] = {
    "missing": N_("This is required."),
    "string_too_short": N_("Write at least %(min_length)s characters."),
    "string_too_long": N_("Write at most %(max_length)s characters."),
    "too_short": N_("Choose at least %(min_length)s."),
    "too_long": N_("Choose at most %(max_length)s."),
    "int_parsing": N_("Write a whole number."),
    "int_type": N_("Write a whole number."),
    "int_from_float": N_("Write a whole number."),
    "float_parsing": N_("Write a number."),
    "float_type": N_("Write a number."),
    "finite_number": N_("Write a number."),
    "greater_than_equal": N_("The least allowed is %(ge)s."),
    "greater_than": N_("It must be more than %(gt)s."),
    "less_than_equal": N_("The most allowed is %(le)s."),
    "less_than": N_("It must be less than %(lt)s."),
    "enum": N_("Choose one of the values offered."),
    "literal_error": N_("Choose one of the values offered."),
    "uuid_parsing": N_("Choose one of the values offered."),
    "uuid_type": N_("Choose one of the values offered."),
    "extra_forbidden": N_("This field is not known."),
    "string_type": N_("Write text."),
}
OTHERWISE: Final = N_("This value is not valid.")


def read(form: type[F], data: Mapping[str, object]) -> F:
    """Return the typed form. Raises InvalidInput with a sentence for every mistake."""
    try:
        return form.model_validate(data)
    except ValidationError as error:
        raise InvalidInput(mistakes_of(error)) from None


def mistakes_of(error: ValidationError) -> dict[str, str]:
    """Return a translated sentence per field; nested fields read `agenda.0.title`."""
    found: dict[str, str] = {}
    for each in error.errors(include_url=False):
        found.setdefault(".".join(str(part) for part in each["loc"]) or "form", _sentence(each))
    return found


def _sentence(details: ErrorDetails) -> str:
    kind = details["type"]
    if kind in {"too_short", "too_long"} and isinstance(details["input"], str):
        kind = f"string_{kind}"
    if kind == "string_too_short" and not str(details["input"]).strip():
        kind = "missing"
    if kind in {"not_utf8", "control", "moment", "email", "rule"}:
        sentence = details["msg"]
        return gettext(sentence)
    values = {name: str(value) for name, value in details.get("ctx", {}).items()}
    return gettext(SENTENCES.get(kind, OTHERWISE), **values)
