"""The documents of a dossier: each version, and beside an Office file its rendition."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub.archive.papers import names
from hub.core.fold import slug, suffix_of
from hub.documents.models import Document, DocumentVersion, Rendition, RenditionState

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the store. `is_pdf`: its signatures are checked when the dossier is sealed."""

    name: str
    sha256: str
    is_pdf: bool


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """A document and where its versions lie in the dossier."""

    document: Document
    files: tuple[Stored, ...]
    renditions: tuple[Stored | None, ...]


def document_files(document: Document, place: int) -> DocumentFiles:
    """Return where a document lies; `place` counts from 1. Needs versions with renditions."""
    folder = f"{names.DOCUMENTS}/{place:02d}-{slug(document.title)}"
    files = tuple(_stored(folder, version) for version in document.versions)
    renditions = tuple(
        _rendition(stored, version.rendition)
        for stored, version in zip(files, document.versions, strict=True)
    )
    return DocumentFiles(document, files, renditions)


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
            for version, stored, rendition in zip(
                document.versions, each.files, each.renditions, strict=True
            )
        ],
    }


def _rendition_facts(rendition: Stored | None) -> dict[str, Any]:
    if rendition is None:
        return {}
    return {"rendition": rendition.name, "rendition_sha256": rendition.sha256}


def moment_text(moment: datetime | None) -> str | None:
    """Return a moment as the files of a dossier write it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
