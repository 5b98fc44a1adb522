"""Metadata of a dossier and its documents (Nghị định 30/2020/NĐ-CP, Phụ lục VI, phần II)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hub.archive import rules
from hub.archive.queries import Contents
from hub.core.clock import to_wall_time, wall_date
from hub.core.text import gettext as _
from hub.documents.models import Document, DocumentType

if TYPE_CHECKING:
    from hub.archive.papers.documents import DocumentFiles

LANGUAGE = "Tiếng Việt"
#: Names of the types (Phụ lục III); they stand in the data, so they are not translated.
TYPE_NAMES = {
    DocumentType.INVITATION: "Giấy mời",
    DocumentType.AGENDA: "Chương trình",
    DocumentType.REPORT: "Báo cáo",
    DocumentType.PLAN: "Kế hoạch",
    DocumentType.NOTICE: "Thông báo",
    DocumentType.DECISION: "Quyết định",
    DocumentType.MINUTES: "Biên bản",
    DocumentType.LETTER: "Công văn",
    DocumentType.MATERIAL: "Tài liệu",
}


def metadata_xml(contents: Contents, documents: Sequence["DocumentFiles"], retention: str) -> bytes:
    """Return the XML: first the dossier (Hồ sơ), then each document (Văn bản đi)."""
    meeting, kept = contents.meeting, rules.RETENTION[retention]
    root = ET.Element("HoSo")
    file = ET.SubElement(root, "ThongTinHoSo")
    _code(file, contents)
    _add(file, "Title", meeting.title)
    _add(file, "Maintenance", f"{kept.code} {_(kept.label)}")
    _add(file, "Rights", "Sử dụng có điều kiện")
    _add(file, "Creator", contents.head.name)
    _add(file, "Language", LANGUAGE)
    _add(file, "StartDate", _day(meeting.created_at))
    _add(file, "EndDate", _day(contents.now))
    _add(file, "DocTotal", str(len(documents) + 1))
    pages = [version.pages for each in documents for version in each.document.versions[-1:]]
    _add(file, "PageTotal", str(sum(count or 0 for count in pages)))
    _add(file, "Description", f"Hồ sơ họp {meeting.code}")
    for ordinal, each in enumerate(documents, 1):
        last = each.document.versions[-1].pages if each.document.versions else None
        element = _document(root, contents, ordinal, each.document, last)
        _add(element, "Path", each.files[-1].name if each.files else "")
    _minutes(root, contents, len(documents) + 1)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _document(
    root: ET.Element, contents: Contents, ordinal: int, document: Document, pages: int | None
) -> ET.Element:
    element = ET.SubElement(root, "VanBan")
    _code(element, contents)
    _add(element, "DocOrdinal", str(ordinal))
    _add(element, "TypeName", TYPE_NAMES[document.type])
    _add(element, "CodeNumber", document.number)
    _add(element, "CodeNotation", document.notation)
    _add(
        element, "IssuedDate", document.issued_on.strftime("%d/%m/%Y") if document.issued_on else ""
    )
    _add(element, "OrganName", contents.head.name)
    _add(element, "Subject", document.title)
    _add(element, "Language", LANGUAGE)
    _add(element, "PageAmount", str(pages or ""))
    _signer(element, contents)
    return element


def _minutes(root: ET.Element, contents: Contents, ordinal: int) -> None:
    number, _slash, notation = contents.minutes.number.partition("/")
    element = ET.SubElement(root, "VanBan")
    _code(element, contents)
    _add(element, "DocOrdinal", str(ordinal))
    _add(element, "TypeName", TYPE_NAMES[DocumentType.MINUTES])
    _add(element, "CodeNumber", number)
    _add(element, "CodeNotation", notation)
    _add(element, "IssuedDate", _day(contents.minutes.completed_at or contents.now))
    _add(element, "OrganName", contents.head.name)
    _add(element, "Subject", f"Biên bản {contents.meeting.title}")
    _add(element, "Language", LANGUAGE)
    _signer(element, contents)
    _add(element, "Path", "6-bien-ban/bien-ban.pdf")


def _code(parent: ET.Element, contents: Contents) -> None:
    code = ET.SubElement(parent, "FileCode")
    _add(code, "OrganId", contents.code_of_unit)
    _add(code, "FileCatalog", str(to_wall_time(contents.meeting.starts_at).year))
    _add(code, "FileNotation", f"HS-{contents.meeting.code}")


def _signer(parent: ET.Element, contents: Contents) -> None:
    signer = ET.SubElement(parent, "SignerInfo")
    _add(signer, "Position", contents.chair_title)
    _add(signer, "FullName", contents.meeting.chair.name)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _day(moment: datetime) -> str:
    return f"{wall_date(moment):%d/%m/%Y}"
