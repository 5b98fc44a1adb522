"""Workbooks of any length: long ones are written beside the hub, which goes on serving."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from hub.core import progress
from hub.core.text import gettext as _
from hub.gateways.spreadsheets.tables import Sheet
from hub.gateways.spreadsheets.writing import to_xlsx
from hub.gateways.workers import Workers

#: Rows that are written in some 50 ms.
SHORT: Final = 500
WRITTEN_WITHIN_S: Final = 120.0


def to_workbook(workers: Workers, sheets: Sequence[Sheet], *, made_at: datetime) -> bytes:
    """Return tables as XLSX; a worker writes long ones. Raises what `Workers.run` raises."""
    if sum(len(each.rows) for each in sheets) <= SHORT:
        return to_xlsx(sheets, made_at=made_at)
    progress.tell(0, 0, _("the workbook is written"))
    return workers.run(to_xlsx, sheets, made_at=made_at, timeout_s=WRITTEN_WITHIN_S)
