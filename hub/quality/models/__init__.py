"""Tables of line quality."""

from hub.quality.models.lines import (
    Grade,
    GradeScale,
    LineAlert,
    LineMode,
    LineState,
    LineTest,
    ModeSpell,
    QualityMinute,
    QualitySample,
    WitnessSample,
)
from hub.quality.models.sums import LineSummary, PendingSums, SiteStatement

__all__ = [
    "Grade", "GradeScale", "LineAlert", "LineMode", "LineState", "LineSummary", "LineTest",
    "ModeSpell", "PendingSums", "QualityMinute", "QualitySample", "SiteStatement",
    "WitnessSample",
]  # fmt: skip
