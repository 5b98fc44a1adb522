"""Printed and exported attendance, built from data."""

from hub.attendance.papers.people import chain_table, people_table
from hub.attendance.papers.printed import sheet_paper
from hub.attendance.papers.reports import report_paper, report_sheet
from hub.attendance.papers.sheet import classes_in_words, sheet_table, stays_in_words

__all__ = [
    "chain_table", "classes_in_words", "people_table", "report_paper", "report_sheet",
    "sheet_paper", "sheet_table", "stays_in_words",
]  # fmt: skip
