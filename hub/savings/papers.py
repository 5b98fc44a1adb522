"""Savings as tables: for the screen's files and for paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hub.attendance.papers import tables_paper
from hub.core.numbers import decimal
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.savings.queries import Report
from hub.savings.rules import Prices

TITLES = ("meetings", "months", "years")


def table_of(report: Report, by: str) -> Sheet:
    """Return what was saved by "meetings", "months" or "years", the sum in the last row."""
    first = {
        "meetings": _("Name of the meeting"),
        "months": _("Month"),
        "years": _("Year (period)"),
    }
    title = {
        "meetings": _("Saved by each meeting"),
        "months": _("Saved in each month"),
        "years": _("Saved in each year"),
    }
    columns = [
        Column(first[by]),
        *(
            Column(label, Kind.NUMBER)
            for label in (
                _("Meetings"), _("Pages × units"), _("Sheets"), _("Consignments"), _("Km"),
                _("Paper (đ)"), _("Postage (đ)"), _("Travel (đ)"), _("Together (đ)"),
                _("Not known"),
            )
        ),
    ]  # fmt: skip
    lines = getattr(report, by)
    rows: list[Sequence[Cell]] = [_row(each.name, each.meetings, each.saved) for each in lines]
    rows.append(_row(_("Sum"), sum(each.meetings for each in lines), report.total))
    return Sheet(title[by], columns, rows, heading=[assumed(report.prices)])


def assumed(prices: Prices) -> str:
    """Return the assumptions in one sentence."""
    return _(
        "Assumed: %(sheet)s đ a sheet of %(pages)s pages, %(postage)s đ a consignment, %(km)s đ a"
        " kilometre, %(people)s people in a vehicle; way there and back.",
        sheet=decimal(prices.sheet_vnd),
        pages=prices.pages_per_sheet,
        postage=decimal(prices.postage_vnd),
        km=decimal(prices.km_vnd),
        people=prices.people_per_vehicle,
    )


def savings_paper(report: Report, by: str, head: Letterhead, by_name: str, now: datetime) -> str:
    """Return the table as pages of A4 (Decree 30/2020/NĐ-CP, form 1.4 without a number)."""
    with use_locale("vi"):
        subject = _("Estimate of paper, postage and travel saved")
        table = table_of(report, by)
        rows = [[decimal(cell) if isinstance(cell, int) else cell for cell in row]
                for row in table.rows]  # fmt: skip
        return tables_paper([replace(table, rows=rows)], head, by_name, now, subject=subject)


def _row(name: str, meetings: int, saved: object) -> list[Cell]:
    names = ("pages", "sheets", "consignments", "km", "paper_vnd", "postage_vnd", "travel_vnd",
             "total_vnd", "unknown")  # fmt: skip
    return [name, meetings, *(getattr(saved, each) for each in names)]
