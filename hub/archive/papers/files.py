"""Which files a dossier holds, and what stands in those that the hub writes itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.archive.papers import names
from hub.archive.papers.documents import (
    DocumentFiles,
    Stored,
    document_facts,
    document_files,
    moment_text,
)
from hub.archive.papers.held import held_files
from hub.archive.papers.metadata import metadata_xml
from hub.archive.papers.readme import readme
from hub.archive.queries import Contents
from hub.attendance import papers as attendance_papers
from hub.attendance import queries as attendance
from hub.attendance.models import AttendanceSheet
from hub.audit import rules as audit_rules
from hub.audit.models import AuditEntry
from hub.core.fold import slug
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.gateways.spreadsheets import Column, Kind, Sheet, to_csv
from hub.quality import papers as quality_papers


@dataclass(frozen=True, slots=True)
class Plain:
    """A file written from data."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Printed:
    """A file that becomes a PDF."""

    name: str
    html: str


def files_of(contents: Contents, retention: str) -> Iterator[Plain | Printed | Stored]:
    """Yield every file but certificates, verdicts, manifest and seal, which come from sealing.

    In Vietnamese, whatever the language of who seals.
    """
    with use_locale("vi"):
        documents = [
            document_files(document, place, contents.signatures)
            for place, document in enumerate(contents.documents, 1)
        ]
        minutes = Stored(f"{names.MINUTES}/bien-ban.pdf", contents.minutes.pdf_sha256, is_pdf=True)
        yield Plain(names.README, readme(contents).encode())
        yield Plain(names.METADATA, metadata_xml(contents, documents, retention))
        yield from _invitations(contents)
        for each in documents:
            yield from each.files
            yield from filter(None, each.renditions)
            yield from (stored for _number, stored in each.beside)
        yield _json(
            f"{names.DOCUMENTS}/danh-muc.json", [document_facts(each) for each in documents]
        )
        yield from _receipts(contents, documents)
        yield from _attendance(contents)
        yield from _quality(contents)
        for name, content in held_files(contents):
            yield Plain(name, content)
        yield minutes
        yield Plain(f"{names.MINUTES}/noi-dung.html", contents.minutes.html.encode())
        yield _json(f"{names.MINUTES}/bien-ban.json", _minutes(contents))
        yield Plain(f"{names.AUDIT}/nhat-ky.tsv", _audit(contents).encode())


def _invitations(contents: Contents) -> Iterator[Plain]:
    folder = names.INVITATIONS
    answers = [
        {
            "unit": each.unit.name,
            "site": each.meeting_site.site.name,
            "sent_at": moment_text(each.sent_at),
            "withdrawn_at": moment_text(each.withdrawn_at),
            "answer": each.answer.value if each.answer else None,
            "answered_at": moment_text(each.answered_at),
            "answered_by": each.answered_by_name,
            "reason": each.reason,
            "head_count": each.head_count,
            "delegates": [
                {"name": one.name, "title": one.title, "deputy": one.is_deputy}
                for one in each.delegates
            ],
        }
        for each in contents.invitations
    ]
    yield _json(f"{folder}/tra-loi.json", answers)
    for number, letter in enumerate(contents.letters, 1):
        name = f"{folder}/thu/{number:04d}-{slug(letter.unit)}"
        lines = [
            f"Đến: {letter.to}", f"Tiêu đề: {letter.subject}",
            f"Gửi lúc: {moment_text(letter.sent_at) or 'chưa gửi'}", "", letter.text,
        ]  # fmt: skip
        yield Plain(f"{name}.txt", "\n".join(lines).encode())
        if letter.calendar:
            yield Plain(f"{name}.ics", letter.calendar.encode())


def _receipts(contents: Contents, documents: list[DocumentFiles]) -> Iterator[Plain | Stored]:
    places = {each.document.id: place for place, each in enumerate(documents, 1)}
    for made in contents.certificates:
        name = f"giay-xac-nhan-{places[made.document_id]:02d}-{made.number:02d}.pdf"
        yield Stored(f"{names.RECEIPTS}/{name}", made.pdf_sha256, is_pdf=True)
    titles = {each.document.id: each.document for each in documents}
    numbers = {
        version.id: version.number for each in documents for version in each.document.versions
    }
    rows = [
        {
            "document": titles[each.document_id].title,
            "version": numbers.get(each.version_id),
            "unit": each.unit.name,
            "person": each.person.name,
            "sent_at": each.sent_at,
            "delivered_at": each.delivered_at,
            "opened_at": each.opened_at,
            "downloaded_at": each.downloaded_at,
            "acknowledged_at": each.acknowledged_at,
        }
        for each in contents.receipts
    ]
    columns = [
        Column(_("Document (dossier)")), Column(_("Version (dossier)"), Kind.NUMBER),
        Column(_("Unit (dossier)")), Column(_("Reader (dossier)")),
        *(Column(word, Kind.MOMENT) for word in (
            _("Sent at (dossier)"), _("Delivered at (dossier)"), _("Opened at (dossier)"),
            _("Downloaded at (dossier)"), _("Acknowledged at (dossier)"),
        )),
    ]  # fmt: skip
    table = Sheet(_("Receipts (dossier)"), columns, [list(row.values()) for row in rows])
    yield Plain(f"{names.RECEIPTS}/ky-nhan.csv", to_csv(table))
    plain = [
        {name: moment_text(value) if isinstance(value, datetime) else value
         for name, value in row.items()}
        for row in rows
    ]  # fmt: skip
    yield _json(f"{names.RECEIPTS}/ky-nhan.json", plain)


def _attendance(contents: Contents) -> Iterator[Plain | Printed | Stored]:
    summary, folder = contents.attendance, names.ATTENDANCE
    sheet = summary.sheet
    frozen = sheet.content if sheet else attendance.content_of(summary)
    canonical = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    yield Plain(f"{folder}/diem-danh.json", canonical.encode())
    if sheet:
        yield _json(f"{folder}/chot.json", _sheet(sheet) | {"of": "diem-danh.json"})
        evidence = (frozen.get("evidence") or {}).get("last")
        heard = [each for each in contents.heard if str(each.order) <= str(evidence)]
        yield Plain(f"{folder}/su-kien.tsv", attendance.record_of(heard).encode())
    yield _json(f"{folder}/sau-khi-chot.json", attendance.content_of(summary)["corrections"])
    yield Plain(f"{folder}/diem-danh.csv", to_csv(attendance_papers.sheet_table(frozen, sheet)))
    if sheet and sheet.signed_sha256:
        yield Stored(f"{folder}/diem-danh.pdf", sheet.signed_sha256, is_pdf=True)
    else:
        html = attendance_papers.sheet_paper(frozen, sheet, contents.head, contents.now)
        yield Printed(f"{folder}/diem-danh.pdf", html)
    for each in contents.replaced_sheets:
        name = f"{folder}/da-thay-the/bang-{each.number:02d}"
        yield _json(f"{name}.json", _sheet(each) | {"content": each.content})
        if each.signed_sha256:
            yield Stored(f"{name}.pdf", each.signed_sha256, is_pdf=True)


def _sheet(sheet: AttendanceSheet) -> dict[str, Any]:
    return {
        "number": sheet.number,
        "reason": sheet.reason,
        "frozen_at": moment_text(sheet.frozen_at),
        "frozen_by": sheet.frozen_by_name,
        "sha256": sheet.sha256,
        "signed_at": moment_text(sheet.signed_at),
        "signed_by": sheet.signed_by_name,
        "pdf_sha256": sheet.signed_sha256 or sheet.pdf_sha256,
    }


def _quality(contents: Contents) -> Iterator[Plain | Printed]:
    report, folder = contents.quality, names.QUALITY
    yield Plain(f"{folder}/duong-truyen.csv", to_csv(quality_papers.report_table(report)))
    yield Printed(
        f"{folder}/duong-truyen.pdf",
        quality_papers.report_paper(report, contents.head, contents.now, by_name=contents.by_name),
    )


def _minutes(contents: Contents) -> dict[str, Any]:
    minutes = contents.minutes
    return {
        "number": minutes.number,
        "revision": minutes.revision,
        "submitted_at": moment_text(minutes.submitted_at),
        "completed_at": moment_text(minutes.completed_at),
        "sha256": minutes.pdf_sha256,
        "signatures": [
            {
                "role": each.role.value,
                "name": each.person_name,
                "signed_at": moment_text(each.signed_at),
                "level": each.level,
                "before_sha256": each.before_sha256,
                "after_sha256": each.after_sha256,
            }
            for each in contents.minutes_signatures
        ],
    }


def _audit(contents: Contents) -> str:
    """Return a line per entry: number, hash, hash before it, and the text the hash covers.

    Entries of other matters show a dash: the chain can be followed, their content not read.
    """
    lines = [
        f"{entry.seq}\t{entry.hash}\t{entry.previous}\t{_text(entry) if own else '-'}\n"
        for entry, own in contents.chain.entries
    ]
    return "".join(lines)


def _text(entry: AuditEntry) -> str:
    return audit_rules.text_of(
        seq=entry.seq,
        at=entry.at,
        event=entry.event,
        actor_person_id=entry.actor_person_id,
        actor_unit_id=entry.actor_unit_id,
        actor_name=entry.actor_name,
        facts=entry.facts,
        previous=entry.previous,
    )


def _json(name: str, content: object) -> Plain:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return Plain(name, f"{text}\n".encode())
