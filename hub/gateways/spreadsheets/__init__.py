"""Tables out (XLSX, CSV) and in (XLSX, CSV)."""

from hub.gateways.spreadsheets.errors import TableNotUtf8, TableTooLarge, TableUnreadable
from hub.gateways.spreadsheets.reading import read_table
from hub.gateways.spreadsheets.tables import Cell, Column, Kind, Sheet, Table
from hub.gateways.spreadsheets.workbooks import to_workbook
from hub.gateways.spreadsheets.writing import to_csv, to_xlsx

__all__ = [
    "Cell",
    "Column",
    "Kind",
    "Sheet",
    "Table",
    "TableNotUtf8",
    "TableTooLarge",
    "TableUnreadable",
    "read_table",
    "to_csv",
    "to_workbook",
    "to_xlsx",
]
