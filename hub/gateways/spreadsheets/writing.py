"""Tables out: XLSX for people, CSV for programs."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from textwrap import wrap
from typing import Any, Final

import xlsxwriter

from hub.core.clock import format_date, format_moment, to_wall_time
from hub.gateways.spreadsheets.tables import Cell, Kind, Sheet

LONGEST_CELL: Final = 32_767  # Excel's own limit
LONGEST_SHEET_NAME: Final = 31  # Excel's own limit
BROADEST: Final = 44  # characters of a column's width; longer text goes on below
BROADEST_LABEL: Final = 16
LINE_PT: Final = 15
MOST_LINES: Final = 27  # 409 pt, Excel's own limit
LINE: Final = "#B9C2C0"

#: A cell that begins with one of these is a formula for some program (OWASP, CSV injection).
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

NUMBER_FORMATS: Final = {
    Kind.TEXT: "@",
    Kind.NUMBER: "#,##0.##",
    Kind.DATE: "dd/mm/yyyy",
    Kind.MOMENT: "hh:mm dd/mm/yyyy",
    Kind.MINUTES: "#,##0.0",
    Kind.PERCENT: '0.0"%"',
}


def to_csv(sheet: Sheet) -> bytes:
    """Write RFC 4180 CSV in UTF-8 with a BOM, without which Excel garbles Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_harmless(column.label) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow(
            [
                _csv_cell(value, column.kind)
                for value, column in zip(row, sheet.columns, strict=True)
            ]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_xlsx(sheets: Sequence[Sheet], *, made_at: datetime) -> bytes:
    """Write an XLSX workbook. No cell is ever a formula or a link."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    workbook.set_properties({"created": made_at.astimezone(UTC).replace(tzinfo=None)})
    for sheet, name in zip(sheets, _sheet_names(sheets), strict=True):
        _write_sheet(workbook, sheet, name)
    workbook.close()
    return file.getvalue()


def _write_sheet(workbook: Any, sheet: Sheet, name: str) -> None:
    page = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "font_size": 13})
    bordered = {"border": 1, "border_color": LINE, "text_wrap": True}
    head = workbook.add_format(
        {**bordered, "bold": True, "bg_color": "#E0EFEB", "align": "center", "valign": "vcenter"}
    )
    for line, text in enumerate(sheet.heading):
        page.write_string(line, 0, text, bold if line == 0 else None)
    top = len(sheet.heading) + (1 if sheet.heading else 0)
    widths = [_column_width(sheet, place) for place in range(len(sheet.columns))]
    table = [[column.label for column in sheet.columns], *sheet.rows]
    for line, row in enumerate(table, top):  # not every program finds the height by itself
        lines = max(map(_lines, row, widths), default=1)
        if lines > 1:
            page.set_row(line, LINE_PT * min(lines, MOST_LINES))
    for place, column in enumerate(sheet.columns):
        page.write_string(top, place, column.label, head)
        look = workbook.add_format(
            {
                **bordered,
                "num_format": NUMBER_FORMATS[column.kind],
                "valign": "top",
                "align": "center" if column.kind in {Kind.DATE, Kind.MOMENT} else "general",
            }
        )
        page.set_column(place, place, widths[place])
        for line, row in enumerate(sheet.rows, top + 1):
            _write_cell(page, line, place, row[place], look)
    page.freeze_panes(top + 1, 0)
    if sheet.rows:
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_footer("&C&P/&N")
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _column_width(sheet: Sheet, place: int) -> int:
    """Return how broad a column is, in characters."""
    column = sheet.columns[place]
    longest = max((_width(row[place], column.kind) for row in sheet.rows), default=0)
    words = max((len(word) for word in column.label.split()), default=0)
    label = max(min(len(column.label), BROADEST_LABEL), words)
    return min(max(longest, label, 6) + 2, BROADEST)


def _lines(value: Cell, width: int) -> int:
    """Return how many lines a text takes in a column of this width."""
    if not isinstance(value, str):
        return 1
    if len(value) < width and "\n" not in value:
        return 1
    return sum(len(wrap(line, width - 1)) or 1 for line in value.splitlines()) or 1


def _width(value: Cell, kind: Kind) -> int:
    """Return how many characters a cell shows on its longest line."""
    if isinstance(value, datetime):
        return 10 if kind is Kind.DATE else 16
    return max(
        (len(line) for line in str(value if value is not None else "").splitlines()), default=0
    )


def _write_cell(page: Any, line: int, place: int, value: Cell, look: Any) -> None:
    if value is None or value == "":
        page.write_blank(line, place, None, look)
    elif isinstance(value, datetime):
        page.write_datetime(line, place, to_wall_time(value).replace(tzinfo=None), look)
    elif isinstance(value, date):
        page.write_datetime(line, place, datetime.combine(value, time()), look)
    elif isinstance(value, int | float):
        page.write_number(line, place, value, look)
    else:
        page.write_string(line, place, value[:LONGEST_CELL], look)


def _sheet_names(sheets: Sequence[Sheet]) -> Iterator[str]:
    used: Counter[str] = Counter()
    for sheet in sheets:
        name = "".join(" " if c in "[]:*?/\\'" else c for c in sheet.title).strip() or "1"
        name = name[: LONGEST_SHEET_NAME - 4].strip()
        used[name.casefold()] += 1
        again = used[name.casefold()]
        yield name if again == 1 else f"{name} {again}"


def _csv_cell(value: Cell, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return format_date(value) if kind is Kind.DATE else format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return _harmless(value)


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(FORMULA_STARTS) else text
