"""The attendance sheet on paper, printed from its content: what was frozen and nothing else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hub.attendance.models import AttendanceSheet
from hub.attendance.papers.sheet import (
    answer_in_words,
    kept_stay_in_words,
    said_in_words,
    status_in_words,
)
from hub.attendance.rules import AttendanceClass, PersonMark, word
from hub.core import paper
from hub.core.clock import format_moment, wall_date
from hub.core.marks import Mark, PaperKind, mark_of
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.directory import queries as directory
from hub.directory.queries import Letterhead
from hub.meetings.models import Meeting


def sheet_paper(
    content: Mapping[str, Any],
    sheet: AttendanceSheet | None,
    head: Letterhead,
    now: datetime,
    *,
    mark: Mark | None = None,
) -> str:
    """Return a content as pages of A4 under Decree 30/2020/NĐ-CP (form 1.4, without a number).

    With a sheet it ends in the place of its signature; without one it says that nothing is
    frozen yet. `now` is the date on the paper of a sheet that is not frozen. By its `mark`
    anybody can check a sheet.
    """
    with use_locale("vi"):
        return paper.render(
            "papers/attendance.html",
            content=content,
            meeting=content["meeting"],
            counts=_counts(content),
            rules=content.get("rules"),
            evidence=content.get("evidence"),
            sheet=sheet,
            head=head,
            now=sheet.frozen_at if sheet else now,
            rows=[_site(number, each) for number, each in enumerate(content["sites"], 1)],
            people=[row for each in content["sites"] for row in _people(each)],
            guests=[_guest(each) for each in content.get("guests", ())],
            corrections=[_correction(each, content) for each in content["corrections"]],
            span=_span,
            mark=mark,
        )


def paper_of(
    session: Session,
    meeting: Meeting,
    content: Mapping[str, Any],
    sheet: AttendanceSheet | None,
    now: datetime,
    url: str,
) -> str:
    """Return a content as `sheet_paper`, under the names and the tree of the day on the paper."""
    day = wall_date(sheet.frozen_at if sheet else now)
    head = directory.letterhead(session, meeting.host_unit_id, day)
    mark = mark_of(url, PaperKind.SHEET, sheet.id) if sheet else None
    return sheet_paper(content, sheet, head, now, mark=mark)


def _counts(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the counts; those of an old content are taken from its sites."""
    if "counts" in content:
        counts: Mapping[str, Any] = content["counts"]
        return counts
    classes = [set(each["classes"]) for each in content["sites"]]

    def count(kind: AttendanceClass) -> int:
        return sum(kind.value in each for each in classes)

    return {
        "total": len(classes),
        "present": content["quorum"]["units_present"],
        "persons": content["quorum"]["persons_present"],
        "deputies": sum(bool(each["deputy"]) for each in content["sites"]),
        "late": count(AttendanceClass.LATE),
        "left_early": count(AttendanceClass.LEFT_EARLY),
        "interrupted": count(AttendanceClass.INTERRUPTED),
        "too_short": 0,
        "excused": count(AttendanceClass.EXCUSED),
        "absent": count(AttendanceClass.ABSENT),
    }


def _site(number: int, site: Mapping[str, Any]) -> list[Any]:
    roll = status_in_words(site["status"])
    if site["deputy"]:
        roll = f"{roll} ({_('deputy sent')})"
    return [
        number,
        site["unit"],
        roll,
        "–" if site["head_count"] is None else site["head_count"],
        ", ".join(word(AttendanceClass(each)) for each in site["classes"]),
        *_stays_and_minutes(site),
    ]


def _people(site: Mapping[str, Any]) -> list[list[str]]:
    return [
        [
            site["unit"],
            each["name"],
            f"{each['title']} ({_('deputy sent')})" if each["deputy"] else each["title"],
            word(PersonMark(each["mark"])),
        ]
        for each in site.get("people", ())
    ]


def _guest(guest: Mapping[str, Any]) -> list[str]:
    return [guest["name"], answer_in_words(guest["answer"]), *_stays_and_minutes(guest)]


def _stays_and_minutes(kept: Mapping[str, Any]) -> tuple[str, str]:
    stays = ", ".join(kept_stay_in_words(each) for each in kept["intervals"]) or "–"
    share = f" ({kept['percent']}%)" if kept.get("percent") is not None else ""
    return stays, f"{kept['minutes']}{share}"


def _correction(correction: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    units = {each["id"]: each["unit"] for each in content["sites"]}
    return {
        **correction,
        "unit": units.get(correction["site"], ""),
        "was": said_in_words(correction["was"]),
        "became": said_in_words(correction["became"]),
        "at": _moment(correction["at"]),
    }


def _span(start: str, end: str | None) -> str:
    """Write from when to when, in the words of papers; the day once when it is the same."""
    began, ended = datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None
    if ended is None:
        return paper.moment_in_words(began)
    if wall_date(began) == wall_date(ended):
        return _(
            "%(start)s to %(end)s",
            start=paper.hour_in_words(began),
            end=paper.moment_in_words(ended),
        )
    return _(
        "%(start)s to %(end)s",
        start=paper.moment_in_words(began),
        end=paper.moment_in_words(ended),
    )


def _moment(text: str | None) -> str:
    return format_moment(datetime.fromisoformat(text)) if text else "–"
