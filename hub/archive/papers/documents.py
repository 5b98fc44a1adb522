"""The documents of a dossier: each version, and beside an Office file its rendition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub.archive.papers import names
from hub.core.fold import slug, suffix_of
from hub.documents.models import (
    Document,
    DocumentVersion,
    Rendition,
    RenditionState,
    Signature,
)

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the store. `is_pdf`: its signatures are checked when the dossier is sealed."""

    name: str
    sha256: str
    is_pdf: bool


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """A document and where its versions lie in the dossier.

    `beside`: signatures that lie beside a version, by its number.
    """

    document: Document
    files: tuple[Stored, ...]
    renditions: tuple[Stored | None, ...]
    beside: tuple[tuple[int, Stored], ...] = ()


def document_files(
    document: Document, place: int, signatures: Iterable[Signature] = ()
) -> DocumentFiles:
    """Return where a document lies; `place` counts from 1. Needs versions with renditions.

    Of `signatures` those that lie beside a version of it (.p7s) lie beside it here too.
    """
    folder = f"{names.DOCUMENTS}/{place:02d}-{slug(document.title)}"
    files = tuple(_stored(folder, version) for version in document.versions)
    renditions = tuple(
        _rendition(stored, version.rendition)
        for stored, version in zip(files, document.versions, strict=True)
    )
    by_version = {
        version.id: (version.number, stored)
        for version, stored in zip(document.versions, files, strict=True)
    }
    beside = tuple(
        (number, Stored(f"{stored.name}.{each.field_name}.p7s", each.p7s_sha256, is_pdf=False))
        for each in signatures
        if each.p7s_sha256 and each.version_id in by_version
        for number, stored in [by_version[each.version_id]]
    )
    return DocumentFiles(document, files, renditions, beside)


def _stored(folder: str, version: DocumentVersion) -> Stored:
    suffix = suffix_of(version.filename)
    name = f"{folder}/phien-ban-{version.number:02d}{suffix}"
    return Stored(name, version.sha256, is_pdf=version.media_type == PDF)


def _rendition(original: Stored, rendition: Rendition | None) -> Stored | None:
    """Return where the rendition of a file lies: beside it, with a name that says what it is."""
    if rendition is None or rendition.state is not RenditionState.MADE:
        return None
    return Stored(f"{original.name}.{names.RENDITION}", rendition.sha256, is_pdf=False)


def document_facts(each: DocumentFiles) -> dict[str, Any]:
    """Return what the list of documents says of one, for programs."""
    document = each.document
    return {
        "number": document.number,
        "notation": document.notation,
        "type": document.type.value,
        "title": document.title,
        "state": document.state.value,
        "issued_at": moment_text(document.issued_at),
        "recalled_at": moment_text(document.recalled_at),
        "recall_reason": document.recall_reason,
        "versions": [
            {
                "number": version.number,
                "file": stored.name,
                "sha256": version.sha256,
                "origin": version.origin.value,
                "made_at": moment_text(version.made_at),
                "original_name": version.filename,
            }
            | _rendition_facts(rendition)
            | _signature_facts(each, version.number)
            for version, stored, rendition in zip(
                document.versions, each.files, each.renditions, strict=True
            )
        ],
    }


def _signature_facts(each: DocumentFiles, number: int) -> dict[str, Any]:
    own = [stored for of, stored in each.beside if of == number]
    said = [{"file": stored.name, "sha256": stored.sha256} for stored in own]
    return {"signatures_beside": said} if said else {}


def _rendition_facts(rendition: Stored | None) -> dict[str, Any]:
    if rendition is None:
        return {}
    return {"rendition": rendition.name, "rendition_sha256": rendition.sha256}


def moment_text(moment: datetime | None) -> str | None:
    """Return a moment as the files of a dossier write it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
