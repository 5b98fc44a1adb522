"""The attendance of a meeting as tables for XLSX and CSV, from the content of its sheet.

As the paper, the tables say what was frozen and nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from hub.attendance.models import AttendanceSheet, RollSource, RollStatus
from hub.attendance.queries import AttendanceSummary, SiteAttendance
from hub.attendance.rules import AttendanceClass, Outcome, PersonMark, word
from hub.core.clock import format_moment, format_time
from hub.core.text import gettext as _
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet


def sheet_table(content: Mapping[str, Any], sheet: AttendanceSheet | None) -> Sheet:
    """Return a content as a table: a row per site, with the trace of what was corrected later.

    `sheet` is the one the content was frozen with, None before.
    """
    columns = [
        Column(_("Row number"), Kind.NUMBER),
        Column(_("Site")),
        Column(_("Unit")),
        Column(_("Roll call")),
        Column(_("Source of the entry")),
        Column(_("Head count"), Kind.NUMBER),
        Column(_("Deputy sent")),
        Column(_("How it went")),
        Column(_("Came at"), Kind.MOMENT),
        Column(_("Left at"), Kind.MOMENT),
        Column(_("Minutes present"), Kind.MINUTES),
        Column(_("Share of the meeting"), Kind.PERCENT),
        Column(_("Seconds of line gaps"), Kind.NUMBER),
        Column(_("Stays")),
        Column(_("Answer and coming")),
        Column(_("Remark")),
        Column(_("Corrected after freezing")),
    ]
    corrected = _corrected(content)
    rows: list[Sequence[Cell]] = [
        [
            number,
            site["site"],
            site["unit"],
            status_in_words(site["status"]),
            word(RollSource(site["source"])) if site["source"] else "",
            site["head_count"],
            _("yes, a deputy") if site["deputy"] else "",
            ", ".join(word(AttendanceClass(each)) for each in site["classes"]),
            _moment(site["intervals"][0]["from"]) if site["intervals"] else None,
            _moment(site["intervals"][-1]["to"]) if site["intervals"] else None,
            site["minutes"],
            site.get("percent"),
            site.get("gap_s"),
            ", ".join(kept_stay_in_words(each) for each in site["intervals"]),
            word(Outcome(site["outcome"])) if site.get("outcome") else "",
            site["note"],
            corrected.get(site["id"], ""),
        ]
        for number, site in enumerate(content["sites"], 1)
    ]
    return Sheet(_("Attendance"), columns, rows, heading=_heading(content["meeting"], sheet))


def delegates_table(
    content: Mapping[str, Any], sheet: AttendanceSheet | None, shown: Collection[str]
) -> Sheet:
    """Return a row per person, under the site they were named for; of the sites `shown` only."""
    columns = [
        Column(_("Unit")),
        Column(_("Full name")),
        Column(_("Post held")),
        Column(_("Deputy sent")),
        Column(_("What is known of the person")),
        Column(_("Answer and coming")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            site["unit"],
            person["name"],
            person["title"],
            _("yes, a deputy") if person["deputy"] else "",
            word(PersonMark(person["mark"])),
            word(Outcome(site["outcome"])),
        ]
        for site in content["sites"]
        if site["id"] in shown and site.get("outcome")
        for person in site["people"]
    ]
    heading = _heading(content["meeting"], sheet)
    return Sheet(_("Delegates (attendance)"), columns, rows, heading=heading)


def guests_table(content: Mapping[str, Any], sheet: AttendanceSheet | None) -> Sheet:
    """Return a row per guest: what was answered, when they were there, for how long."""
    columns = [
        Column(_("Guest")),
        Column(_("Answer")),
        Column(_("Came at"), Kind.MOMENT),
        Column(_("Left at"), Kind.MOMENT),
        Column(_("Minutes present"), Kind.NUMBER),
        Column(_("Stays")),
    ]
    rows: list[Sequence[Cell]] = [
        [
            guest["name"],
            answer_in_words(guest["answer"]),
            _moment(guest["intervals"][0]["from"]) if guest["intervals"] else None,
            _moment(guest["intervals"][-1]["to"]) if guest["intervals"] else None,
            guest["minutes"],
            ", ".join(kept_stay_in_words(each) for each in guest["intervals"]),
        ]
        for guest in content.get("guests", ())
    ]
    return Sheet(_("Guests"), columns, rows, heading=_heading(content["meeting"], sheet))


def answer_in_words(answer: str | None) -> str:
    """Return what a guest answered."""
    words = {
        "attending": _("Attending"),
        "tentative": _("Not sure yet"),
        "absent": _("Absent"),
    }
    return words.get(answer or "", _("No answer yet"))


def classes_in_words(row: SiteAttendance) -> str:
    """Return what a site's attendance is called."""
    return ", ".join(word(each) for each in row.classes)


def stays_in_words(row: SiteAttendance) -> str:
    """Return when a site was there: `08:00–09:10, 09:14–`; see `stay_in_words`."""
    return ", ".join(
        stay_in_words(each.start, each.end, lost=each.lost, estimated=each.estimated)
        for each in row.intervals
    )


def stay_in_words(start: datetime, end: datetime | None, *, lost: bool, estimated: bool) -> str:
    """Write `08:00–09:10`; `~` before an end that was estimated, `×` after a line that failed."""
    if end is None:
        return f"{format_time(start)}–"
    guessed, failed = "~" if estimated else "", "×" if lost else ""
    return f"{format_time(start)}–{guessed}{format_time(end)}{failed}"


def kept_stay_in_words(kept: Mapping[str, Any]) -> str:
    """Write a stay of a content; see `stay_in_words`."""
    start = datetime.fromisoformat(kept["from"])
    return stay_in_words(start, _moment(kept["to"]), lost=kept["lost"], estimated=kept["estimated"])


def status_in_words(kept: str | None) -> str:
    """Return what the roll of a content says."""
    return word(RollStatus(kept) if kept else None)


def said_in_words(said: Mapping[str, Any]) -> str:
    """Return what was said before or after a correction: `Có mặt trực tuyến (4)`."""
    status = status_in_words(said["status"])
    return status if said["head_count"] is None else f"{status} ({said['head_count']})"


def heading_of(summary: AttendanceSummary) -> list[str]:
    """Return the lines above a table of one meeting."""
    meeting = summary.meeting
    kept = {
        "title": meeting.title,
        "code": meeting.code,
        "starts_at": meeting.starts_at.isoformat(),
    }
    return _heading(kept, summary.sheet)


def _heading(meeting: Mapping[str, Any], sheet: AttendanceSheet | None) -> list[str]:
    starts_at = datetime.fromisoformat(meeting["starts_at"])
    lines = [meeting["title"], f"{meeting['code']} · {format_moment(starts_at)}"]
    if sheet:
        lines.append(
            _(
                "Sheet number %(number)s, frozen at %(at)s by %(by)s. SHA-256: %(hash)s",
                number=sheet.number,
                at=format_moment(sheet.frozen_at),
                by=sheet.frozen_by_name,
                hash=sheet.sha256,
            )
        )
    return lines


def _corrected(content: Mapping[str, Any]) -> dict[str, str]:
    """Return by site what was corrected after the first freezing, oldest first."""
    found: dict[str, list[str]] = {}
    for each in content["corrections"]:
        if each["after_freeze"]:
            at = format_moment(datetime.fromisoformat(each["at"]))
            change = f"{said_in_words(each['was'])} → {said_in_words(each['became'])}"
            line = f"{change}: {each['reason']} ({each['author']}, {at})"
            found.setdefault(each["site"], []).append(line)
    return {site: "; ".join(lines) for site, lines in found.items()}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
