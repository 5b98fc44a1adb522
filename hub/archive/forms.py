"""What people send to the archive."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from hub.archive.rules import RETENTION
from hub.core.forms import Form, Secret
from hub.core.ids import SigningKeyId
from hub.core.text import N_


def _known(name: str) -> str:
    if name not in RETENTION:
        raise PydanticCustomError("rule", N_("Choose one of the values offered."))
    return name


class SealForm(Form):
    """How long the dossier is kept, and the organisation's key that seals it."""

    retention: Annotated[str, AfterValidator(_known)]
    key_id: SigningKeyId
    pin: Secret
