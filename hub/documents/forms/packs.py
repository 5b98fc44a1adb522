"""What somebody types to get an offline pack."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from hub.core.forms import Form, Secret
from hub.core.text import N_

SHORTEST = 12


def _typed_alike_everywhere(value: str) -> str:
    """Refuse what programs encode each in its own way: 7-Zip and others differ beyond ASCII."""
    if not (value.isascii() and value.isprintable()):
        raise PydanticCustomError(
            "rule", N_("Use letters without Vietnamese marks, digits and common signs.")
        )
    return value


PackPassword = Annotated[
    Secret,
    StringConstraints(min_length=SHORTEST, max_length=100),
    AfterValidator(_typed_alike_everywhere),
]


class PackForm(Form):
    """The password of the pack, twice."""

    password: PackPassword
    repeated: Secret
