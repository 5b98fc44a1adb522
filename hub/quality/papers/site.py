"""Printed and exported line quality of one site in one meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core import paper
from hub.core.clock import format_moment, format_time
from hub.core.text import gettext as _
from hub.directory.queries import Letterhead
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.meetings.models import Meeting
from hub.quality.models import Grade, LineTest, ModeSpell, QualityMinute, QualitySample
from hub.quality.papers.cells import shown
from hub.quality.queries import SecondWitness, SiteReport
from hub.quality.rules import (
    Scale,
    causes_in_words,
    device_in_words,
    disagreements_in_words,
    grade_word,
    mark_word,
    picture_mark,
    scales_in_words,
)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Everything that is known of one line in one meeting.

    `picture`: mean mark of the picture. `minutes`: what is left of samples that were condensed.
    """

    meeting: Meeting
    report: SiteReport
    start: datetime
    end: datetime
    tests: Sequence[LineTest]
    device: Mapping[str, Any]
    witness: SecondWitness | None
    picture: float | None
    scales: Sequence[Scale]
    spells: Sequence[ModeSpell]
    minutes: Sequence[QualityMinute]


def site_paper(
    facts: SiteFacts,
    strip: Sequence[tuple[str, int]],
    head: Letterhead,
    now: datetime,
    *,
    by_name: str = "",
) -> str:
    """Return the line quality of one site as a page of A4 under Decree 30/2020/NĐ-CP.

    `by_name` is who made the report.
    """
    return paper.render(
        "papers/quality_site.html",
        facts=facts,
        meeting=facts.meeting,
        report=facts.report,
        head=head,
        now=now,
        by_name=by_name,
        strip=strip,
        sides=sides_table(facts),
        stretches=stretches_table(facts.report),
        causes=causes_in_words(facts.report.course.causes) if facts.report.course else "",
        doubts=disagreements_in_words(facts.witness.disagreements) if facts.witness else [],
        device=device_in_words(facts.device),
        scales_words=scales_in_words(facts.scales),
        grade_word=grade_word,
        mark_word=mark_word,
        show=shown,
    )


def sides_table(facts: SiteFacts) -> Sheet:
    """Return browser and media engine side by side: the means of the meeting."""
    report = facts.report
    means = facts.witness.means if facts.witness else None
    rows: list[Sequence[Cell]] = [
        [_("Delay there and back (ms)"), report.rtt_ms, means.rtt_ms if means else None],
        [_("Loss (%)"), report.loss_pct, means.loss_pct if means else None],
        [_("Jitter (ms)"), report.jitter_ms, means.jitter_ms if means else None],
        [_("Up (kbit/s)"), None, means.up_kbps if means else None],
        [_("Down (kbit/s)"), None, means.down_kbps if means else None],
        [_("Mark of sound (MOS)"), report.mos, None],
        [_("Mark of the picture (estimate)"), facts.picture, None],
        [_("Samples"), report.samples, means.samples if means else None],
    ]
    columns = [
        Column(_("Measure")),
        Column(_("Browser"), Kind.NUMBER),
        Column(_("Media engine"), Kind.NUMBER),
    ]
    return Sheet(_("Side by side"), columns, rows, heading=_heading(facts))


def stretches_table(report: SiteReport) -> Sheet:
    """Return the course of a line: from when to when it was how good."""
    columns = [
        Column(_("From")),
        Column(_("To")),
        Column(_("Grade")),
        Column(_("Seconds"), Kind.NUMBER),
    ]
    segments = report.course.segments if report.course else ()
    rows: list[Sequence[Cell]] = [
        [
            format_time(each.start),
            format_time(each.end),
            grade_word(each.grade),
            round(each.seconds),
        ]
        for each in segments
    ]
    return Sheet(_("Course"), columns, rows)


def samples_table(samples: Sequence[QualitySample]) -> Sheet:
    """Return what the browser measured, sample by sample."""
    columns = [
        Column(_("Measured at"), Kind.MOMENT),
        Column(_("Grade")),
        Column(_("Delay (ms)"), Kind.NUMBER),
        Column(_("Jitter (ms)"), Kind.NUMBER),
        Column(_("Loss (%)"), Kind.NUMBER),
        Column(_("Invented sound (%)"), Kind.NUMBER),
        Column(_("Up (kbit/s)"), Kind.NUMBER),
        Column(_("Down (kbit/s)"), Kind.NUMBER),
        Column(_("Pictures per second"), Kind.NUMBER),
        Column(_("Standing still (%)"), Kind.NUMBER),
        Column(_("Mark of sound (MOS)"), Kind.NUMBER),
        Column(_("Mark of the picture (estimate)"), Kind.NUMBER),
    ]
    rows: list[Sequence[Cell]] = [
        [
            each.at,
            grade_word(each.grade),
            each.rtt_ms,
            each.jitter_ms,
            each.loss_pct,
            each.concealed_pct,
            each.up_kbps,
            each.down_kbps,
            each.fps,
            each.freeze_pct,
            each.mos,
            picture_mark(each.facts, each.fps, each.freeze_pct),
        ]
        for each in samples
    ]
    return Sheet(_("Samples of the browser"), columns, rows)


def minutes_table(minutes: Sequence[QualityMinute]) -> Sheet:
    """Return what is left of the browser's samples once condensed, minute by minute."""
    columns = [
        Column(_("Minute from"), Kind.MOMENT),
        *(Column(grade_word(grade), Kind.NUMBER) for grade in Grade),
        Column(_("Delay (ms)"), Kind.NUMBER),
        Column(_("Worst delay (ms)"), Kind.NUMBER),
        Column(_("Jitter (ms)"), Kind.NUMBER),
        Column(_("Loss (%)"), Kind.NUMBER),
        Column(_("Worst loss (%)"), Kind.NUMBER),
        Column(_("Up (kbit/s)"), Kind.NUMBER),
        Column(_("Down (kbit/s)"), Kind.NUMBER),
        Column(_("Pictures per second"), Kind.NUMBER),
        Column(_("Mark of sound (MOS)"), Kind.NUMBER),
    ]
    rows: list[Sequence[Cell]] = [
        [
            each.minute,
            each.good,
            each.fair,
            each.poor,
            each.lost,
            each.rtt_ms,
            each.rtt_worst_ms,
            each.jitter_ms,
            each.loss_pct,
            each.loss_worst_pct,
            each.up_kbps,
            each.down_kbps,
            each.fps,
            each.mos,
        ]
        for each in minutes
    ]
    return Sheet(_("Minutes of the browser"), columns, rows)


def witness_table(witness: SecondWitness | None) -> Sheet:
    """Return what the media engine measured, sample by sample."""
    columns = [
        Column(_("Measured at"), Kind.MOMENT),
        Column(_("Something arrives")),
        Column(_("Delay (ms)"), Kind.NUMBER),
        Column(_("Loss up (%)"), Kind.NUMBER),
        Column(_("Loss down (%)"), Kind.NUMBER),
        Column(_("Jitter (ms)"), Kind.NUMBER),
        Column(_("Up (kbit/s)"), Kind.NUMBER),
        Column(_("Down (kbit/s)"), Kind.NUMBER),
    ]
    arrives = {True: _("yes"), False: _("no"), None: "–"}
    rows: list[Sequence[Cell]] = [
        [
            each.at,
            arrives[each.receiving],
            each.rtt_ms,
            each.up_loss_pct,
            each.down_loss_pct,
            each.jitter_ms,
            each.up_kbps,
            each.down_kbps,
        ]
        for each in (witness.samples if witness else ())
    ]
    return Sheet(_("Samples of the media engine"), columns, rows)


def _heading(facts: SiteFacts) -> list[str]:
    meeting, site = facts.meeting, facts.report.meeting_site
    return [
        site.unit.name,
        meeting.title,
        f"{meeting.code} · {format_moment(meeting.starts_at)}",
    ]
