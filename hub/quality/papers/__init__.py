"""Printed and exported line quality, built from data."""

from hub.quality.papers.cells import GRADES
from hub.quality.papers.history import (
    FORMULA,
    investment_table,
    month_word,
    need_in_words,
    period_paper,
    ranking_table,
    trend_table,
)
from hub.quality.papers.meeting import report_paper, report_table
from hub.quality.papers.overview import overview_table
from hub.quality.papers.site import (
    SiteFacts,
    minutes_table,
    samples_table,
    sides_table,
    site_paper,
    stretches_table,
    witness_table,
)

__all__ = [
    "FORMULA", "GRADES", "SiteFacts", "investment_table", "minutes_table",
    "month_word", "need_in_words", "overview_table", "period_paper", "ranking_table",
    "report_paper", "report_table", "samples_table", "sides_table", "site_paper",
    "stretches_table", "trend_table", "witness_table",
]  # fmt: skip
