"""Looking lines up. Each function says what it loads; nothing loads itself."""

from hub.quality.queries.board import (
    BoardRow,
    Line,
    board,
    count_states,
    find_state,
    grades_of,
    lines,
    states_of,
)
from hub.quality.queries.modes import (
    Beginning,
    find_spell,
    mode_to_begin_with,
    modes_of,
    spells_of,
)
from hub.quality.queries.overview import MeetingLines, Overview, Totals, UnitLines, overview
from hub.quality.queries.readiness import (
    ReadinessRow,
    find_newest_test,
    get_test,
    readiness,
    tests_of,
)
from hub.quality.queries.report import (
    Measures,
    QualityReport,
    SiteReport,
    find_facts,
    frame_of,
    report,
    report_of_site,
    samples_of,
    summaries,
)
from hub.quality.queries.scales import scale_now, scales, scales_within, thresholds_now
from hub.quality.queries.sites import get_site

__all__ = [
    "Beginning", "BoardRow", "Line", "Measures", "MeetingLines", "Overview", "QualityReport",
    "ReadinessRow", "SiteReport", "Totals", "UnitLines", "board", "count_states", "find_facts",
    "find_newest_test", "find_spell", "find_state", "frame_of", "get_site", "get_test",
    "grades_of", "lines", "mode_to_begin_with", "modes_of", "overview", "readiness", "report",
    "report_of_site", "samples_of", "scale_now", "scales", "scales_within", "spells_of",
    "states_of", "summaries", "tests_of", "thresholds_now",
]  # fmt: skip
