"""What is typed about quotas."""

from typing import Annotated, Final

from pydantic import Field

from hub.core.forms import EmptyIsNone, Form
from hub.core.ids import UnitId

MOST_MB: Final = 100_000_000


Megabytes = Annotated[int, Field(ge=0, le=MOST_MB)]


class QuotaForm(Form):
    """A unit and how much it may keep: megabytes, 0 for no limit, nothing for the usual."""

    unit_id: UnitId
    megabytes: Annotated[Megabytes | None, EmptyIsNone] = None
