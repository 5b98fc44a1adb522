"""What the reader's page sends about private marks."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.core.forms import Form, Text
from hub.documents.models import MarkKind

MarkText = Annotated[Text, StringConstraints(max_length=2000)]
#: A part of the page's width or height.
Part = Annotated[float, Field(ge=0, le=1)]
Box = Annotated[list[Part], Field(min_length=4, max_length=4)]


class MarkForm(Form):
    """A mark on a page: [x, y, width, height] in parts of the page, from the upper left."""

    page: Annotated[int, Field(ge=1, le=100_000)]
    kind: MarkKind
    boxes: Annotated[list[Box], Field(min_length=1, max_length=200)]
    text: MarkText = ""


class MarkTextForm(Form):
    """The words of a mark."""

    text: MarkText
