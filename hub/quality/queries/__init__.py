"""Looking lines up. Each function says what it loads; nothing loads itself."""

from hub.quality.queries.alerts import (
    AlertRow,
    alerts,
    alerts_raised_since,
    find_newest_alert,
    get_alert,
    open_alerts,
)
from hub.quality.queries.board import (
    BoardRow,
    Line,
    State,
    board,
    count_states,
    find_state,
    grades_of,
    lines,
    state_rows_of,
    states_of,
)
from hub.quality.queries.history import (
    MonthLines,
    NeedyUnit,
    RankedUnit,
    Trend,
    investment,
    months_of,
    ranking,
    score_of,
    trend,
)
from hub.quality.queries.modes import Beginning, find_spell, mode_to_begin_with, modes_of, spells_of
from hub.quality.queries.overview import MeetingLines, Overview, UnitLines, overview
from hub.quality.queries.readiness import (
    ReadinessRow,
    find_newest_test,
    get_test,
    last_tests,
    readiness,
    tests_of,
)
from hub.quality.queries.report import (
    Measures,
    QualityReport,
    SiteReport,
    find_facts,
    frame_of,
    picture_marks,
    report,
    report_of_site,
    samples_of,
    summaries,
)
from hub.quality.queries.scales import scale_now, scales, scales_within, thresholds_now
from hub.quality.queries.sites import get_site
from hub.quality.queries.totals import (
    SummaryRow,
    Totals,
    summary_rows,
    totals_of,
)
from hub.quality.queries.witness import (
    SecondWitness,
    disagreements_of,
    find_last_grade,
    find_second_witness,
    last_heard,
    meeting_sites,
)

__all__ = [
    "AlertRow", "Beginning", "BoardRow", "Line", "Measures", "MeetingLines", "MonthLines",
    "NeedyUnit", "Overview", "QualityReport", "RankedUnit", "ReadinessRow", "SecondWitness",
    "SiteReport", "State", "SummaryRow", "Totals", "Trend", "UnitLines", "alerts",
    "alerts_raised_since", "board", "count_states", "disagreements_of", "find_facts",
    "find_last_grade",
    "find_newest_alert", "find_newest_test", "find_second_witness", "find_spell", "find_state",
    "frame_of", "get_alert", "get_site", "get_test", "grades_of", "investment", "last_heard",
    "last_tests", "lines", "meeting_sites", "mode_to_begin_with", "modes_of", "months_of",
    "open_alerts", "overview", "picture_marks", "ranking", "readiness", "report",
    "report_of_site", "samples_of", "scale_now", "scales", "scales_within", "score_of",
    "spells_of", "state_rows_of", "states_of", "summaries", "summary_rows", "tests_of",
    "thresholds_now", "totals_of", "trend",
]  # fmt: skip
