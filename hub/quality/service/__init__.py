"""Changing what is known of lines: tests, samples, breaks, sums, statements."""

from hub.quality.service.alerts import end_alert, end_alerts, take_on, watch_line
from hub.quality.service.condensing import condense
from hub.quality.service.modes import switch_mode
from hub.quality.service.samples import Batch, end_lines, line_ended, record_many, record_samples
from hub.quality.service.scales import set_scale
from hub.quality.service.sums import keep_slice, keep_sums, sum_up_later
from hub.quality.service.witness import (
    Turns,
    lines_fell_silent,
    lines_heard_again,
    record_witnessed,
)
from hub.quality.service.words import record_test, sign_off, state

__all__ = [
    "Batch", "Turns", "condense", "end_alert", "end_alerts", "end_lines", "keep_slice", "keep_sums",
    "line_ended", "lines_fell_silent", "lines_heard_again", "record_many", "record_samples",
    "record_test", "record_witnessed", "set_scale", "sign_off", "state", "sum_up_later",
    "switch_mode", "take_on", "watch_line",
]  # fmt: skip
