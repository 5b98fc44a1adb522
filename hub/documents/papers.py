"""The letter of invitation (Decree 30/2020/NĐ-CP, Annex III, form 1.7) and other papers.

The certificate of a distribution; the first page and the list of an offline pack.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hub.core.clock import format_moment, wall_date, weekday_name
from hub.core.fold import slug, suffix_of
from hub.core.ids import MeetingId
from hub.core.marks import Mark
from hub.core.paper import day_in_words, hour_in_words, render
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.directory import queries as directory
from hub.directory.rules import named_together, signing_title
from hub.documents import rules
from hub.documents.models import Document, DocumentType
from hub.documents.queries import PackContents, PackedDocument
from hub.documents.rules import Content
from hub.gateways.intake import words_of
from hub.gateways.pdf import count_pages, to_pdf
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.meetings.models import Meeting

#: What the hub itself writes into an offline pack, and where the documents lie in it.
PACK_INDEX = "index.html"
PACK_LIST = "danh-muc.json"
PACK_FOLDER = "tai-lieu"
#: How the name of a rendition ends, after that of the file it was made of.
RENDITION_ENDING = "ban-the-hien.pdf"


@dataclass(frozen=True)
class Worth:
    """What a check said of a document: the state (a word for programs) and two sentences."""

    state: str
    headline: str
    sentence: str


@dataclass(frozen=True)
class PackEntry:
    """A document in an offline pack: its file, and signature files beside it by SHA-256.

    `rendition` is the PDF/A of an Office file with its SHA-256, or nothing.
    """

    packed: PackedDocument
    name: str
    beside: Sequence[tuple[str, str]]
    rendition: Sequence[tuple[str, str]]
    worth: Worth


@dataclass(frozen=True, slots=True)
class NumberedPapers:
    """Who prints a paper that the hub made anew with the number and date it was given.

    Each maker returns the pages of those documents that are its own, and None of any other.
    """

    makers: Sequence[Callable[[Session, Document], str | None]]

    def of(self, session: Session, document: Document) -> str | None:
        """Return the document with its number as HTML, or None if the hub did not write it."""
        found = (maker(session, document) for maker in self.makers)
        return next((html for html in found if html is not None), None)


def printed(workers: Workers, storage: Storage, html: str, filename: str) -> Content:
    """Print a paper and store it: what a version of a document is made of."""
    pdf = workers.run(to_pdf, html)
    blob = storage.put(pdf)
    return Content(
        blob.sha256,
        blob.size,
        filename,
        "application/pdf",
        workers.run(count_pages, pdf),
        words_of(workers, pdf),
    )


def numbered_letter(session: Session, document: Document, *, url: str) -> str | None:
    """Return a letter of invitation with its number and date; of another document None."""
    if document.type is not DocumentType.INVITATION:
        return None
    link = link_of(url, document.meeting_id)
    return invitation_letter(session, document.meeting, link=link, document=document)


def link_of(url: str, meeting_id: MeetingId) -> str:
    """Return where a meeting is found; `url` is the public address of the hub."""
    return f"{url}/meetings/{meeting_id}"


def invitation_letter(
    session: Session, meeting: Meeting, *, link: str, document: Document | None = None
) -> str:
    """Return the letter as HTML, with number and date once `document` has them."""
    with use_locale("vi"):
        return render("papers/invitation.html", **_facts(session, meeting, link, document))


def title_of_letter(meeting: Meeting) -> str:
    """Return under which title the letter is kept."""
    with use_locale("vi"):
        return _("Letter of invitation: %(title)s", title=meeting.title)[:300]


def distribution_certificate(
    content: Mapping[str, Any],
    head: directory.Letterhead,
    by_name: str,
    now: datetime,
    *,
    mark: Mark,
) -> str:
    """Return who got a document and what they did with it, as pages of A4 to be signed."""

    def moment(text: str | None) -> str:
        return format_moment(datetime.fromisoformat(text)) if text else "–"

    steps = ("sent", "delivered", "opened", "downloaded", "acknowledged")
    rows = [
        [number, each["unit"], each["person"], *(moment(each[step]) for step in steps)]
        for number, each in enumerate(content["receipts"], 1)
    ]
    with use_locale("vi"):
        return render(
            "papers/distribution.html",
            content=content,
            type_name=_(rules.TYPE_NAMES[DocumentType(content["type"])]),
            head=head,
            rows=rows,
            by_name=by_name,
            now=now,
            moment=moment,
            mark=mark,
        )


def pack_entry(packed: PackedDocument, place: int, worth: Worth) -> PackEntry:
    """Return under which ASCII names a document lies in a pack; `place` counts from 1."""
    stem = f"{PACK_FOLDER}/{place:02d}-{slug(packed.document.title)}"
    name = f"{stem}{suffix_of(packed.version.filename)}"
    beside = [each.p7s_sha256 for each in packed.signatures if each.p7s_sha256]
    made = packed.rendition
    return PackEntry(
        packed,
        name,
        [(f"{name}.{n}.p7s", each) for n, each in enumerate(beside, 1)],
        [(f"{name}.{RENDITION_ENDING}", made.sha256)] if made else [],
        worth,
    )


def pack_index(
    contents: PackContents, entries: Sequence[PackEntry], by_name: str, now: datetime
) -> str:
    """Return the page that a pack is read from: without scripts, without anything from outside."""
    with use_locale("vi"):
        return render(
            "papers/offline_pack.html",
            contents=contents,
            meeting=contents.meeting,
            entries=entries,
            code=_code_of,
            type_name=lambda document: _(rules.TYPE_NAMES[document.type]),
            time=_time(contents.meeting),
            by_name=by_name,
            now=now,
            reasons={
                rules.LeftOut.VIEW_ONLY: _("To be read in the hub only"),
                rules.LeftOut.NOT_YET: _("Not open for reading yet when the pack was made"),
                rules.LeftOut.OVER: _("No longer open for reading when the pack was made"),
                rules.LeftOut.RECALLED: _("Recalled: do not use copies made before"),
            },
        )


def pack_list(
    contents: PackContents, entries: Sequence[PackEntry], by_name: str, now: datetime
) -> bytes:
    """Return the list of a pack for programs: JSON with the version and SHA-256 of each file."""
    listed = {
        "meeting": {"code": contents.meeting.code, "title": contents.meeting.title},
        "unit": contents.unit,
        "made_by": by_name,
        "made_at": now.isoformat(),
        "documents": [_listed(each) for each in entries],
        "left_out": [
            {"title": document.title, "number": _code_of(document), "reason": reason.value}
            for document, reason in contents.left_out
        ],
    }
    return f"{json.dumps(listed, ensure_ascii=False, indent=1)}\n".encode()


def _listed(entry: PackEntry) -> dict[str, Any]:
    document, version = entry.packed.document, entry.packed.version
    return {
        "file": entry.name,
        "signature_files": [name for name, _sha256 in entry.beside],
        "rendition": next((name for name, _sha256 in entry.rendition), None),
        "title": document.title,
        "number": _code_of(document),
        "type": document.type.value,
        "version": version.number,
        "sha256": version.sha256,
        "size": version.size,
        "original_name": version.filename,
        "signatures": {"state": entry.worth.state, "sentence": entry.worth.sentence},
    }


def _code_of(document: Document) -> str:
    return f"{document.number}/{document.notation}" if document.number else ""


def _facts(
    session: Session, meeting: Meeting, link: str, document: Document | None
) -> dict[str, Any]:
    day = document.issued_on if document and document.issued_on else None
    head = directory.letterhead(session, meeting.host_unit_id, day or wall_date(meeting.starts_at))
    chair_title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    members = [site for site in meeting.sites if site.is_member]
    guests = [site.unit.name for site in meeting.sites if site.is_guest]
    return {
        "unit": head.name,
        "superior": head.superior,
        "number": document.number if document else "",
        "notation": rules.notation_of(DocumentType.INVITATION, meeting.host.abbreviation),
        "place": meeting.host.place if day else "",
        "day": day,
        "subject": meeting.title,
        "invited": named_together(
            (site.unit.name, site.unit.level_name, site.unit.short_name) for site in members
        ),
        "guests": guests,
        "meeting": meeting.title,
        "purpose": meeting.purpose.rstrip("."),
        "chair": ", ".join(filter(None, (meeting.chair.name, chair_title))),
        "time": _time(meeting),
        "location": meeting.location.rstrip("."),
        "sites": _("%(count)s sites at the offices of the units invited", count=len(members)),
        "link": link,
        "agenda": [
            (str(item.position), item.title, item.presenter, str(item.minutes))
            for item in meeting.agenda
        ],
        "requirements": meeting.requirements.rstrip("."),
        "closing": _("Please attend in time and in the composition named above"),
        "to": [_("As above"), _("Kept: registry")],
        **_signer(session, meeting),
    }


def _signer(session: Session, meeting: Meeting) -> dict[str, Any]:
    """Return who signs: the chair, for the head of the unit when they are not the head."""
    title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    head = directory.head_of(session, meeting.host_unit_id)
    lines = [signing_title(title)] if title else []
    if head is not None and head.id != meeting.chair_id:
        head_title = directory.title_of(session, head.id, meeting.host_unit_id)
        lines.insert(0, _("For the %(title)s (signs)", title=signing_title(head_title)))
    return {"capacity": lines, "name": meeting.chair.name}


def _time(meeting: Meeting) -> str:
    return _(
        "%(time)s to %(end)s, %(weekday)s, %(day)s",
        time=hour_in_words(meeting.starts_at),
        end=hour_in_words(meeting.ends_at),
        weekday=_within(weekday_name(meeting.starts_at)),
        day=day_in_words(meeting.starts_at),
    )


def _within(weekday: str) -> str:
    """Write "Thứ Hai" as it stands within a sentence: "thứ Hai"; "Chủ Nhật" keeps its capital."""
    return weekday.replace("Thứ ", "thứ ", 1)
