"""Printed and exported attendance, built from data."""

from hub.attendance.papers.communes import (
    change_in_words,
    comparison_table,
    matrix_tables,
    ranking_table,
    unit_table,
)
from hub.attendance.papers.people import chain_table, people_table
from hub.attendance.papers.printed import paper_of, sheet_paper
from hub.attendance.papers.reports import report_paper, report_sheet, tables_paper
from hub.attendance.papers.sheet import (
    answer_in_words,
    classes_in_words,
    delegates_table,
    guests_table,
    kept_stay_in_words,
    sheet_table,
    stays_in_words,
)

__all__ = [
    "answer_in_words", "chain_table", "change_in_words", "classes_in_words", "comparison_table",
    "delegates_table", "guests_table", "kept_stay_in_words", "matrix_tables", "paper_of",
    "people_table", "ranking_table", "report_paper", "report_sheet", "sheet_paper", "sheet_table",
    "stays_in_words", "tables_paper", "unit_table",
]  # fmt: skip
