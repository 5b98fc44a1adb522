"""What the tables about lines have in common."""

from datetime import datetime
from typing import Final

from hub.core.clock import format_moment
from hub.core.numbers import decimal
from hub.core.text import gettext as _
from hub.gateways.spreadsheets import Cell, Kind
from hub.quality.models import Grade

GRADES: Final = tuple(grade.value for grade in Grade)


def grade_labels() -> list[str]:
    """Return the names of the columns of minutes per grade, in the order of GRADES."""
    return [_("Good (min)"), _("Fair (min)"), _("Weak (min)"), _("Lost (min)")]


def shown(cell: Cell, kind: str) -> str:
    """Return a cell as a paper shows it; what is not known is a dash."""
    if cell is None:
        return "–"
    if isinstance(cell, datetime):
        return format_moment(cell)
    if isinstance(cell, float):
        return decimal(cell, 1)
    return f"{cell}%" if kind == Kind.PERCENT else str(cell)
