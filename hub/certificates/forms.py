"""What is typed about certificates."""

from typing import Annotated

from hub.core.forms import EmptyIsNone, Form
from hub.core.ids import PostId, UnitId


class HolderForm(Form):
    """Whose certificate it is: of a person in a post, or of a unit, or not said."""

    post_id: Annotated[PostId | None, EmptyIsNone] = None
    unit_id: Annotated[UnitId | None, EmptyIsNone] = None
