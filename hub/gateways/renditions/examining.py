"""Is it PDF/A (ISO 19005), and does nothing in it act? Runs in a worker process."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pikepdf

from hub.core.errors import InvalidInput
from hub.gateways.inspection.pdfs import check_pdf
from hub.gateways.renditions.problems import RenditionNotArchival

#: ISO 19005-1…3; the fourth part has other rules and LibreOffice does not write it.
PARTS: Final = ("1", "2", "3")
LEVELS: Final = ("A", "B", "U")
#: All parts of the standard use the first one's name for the purpose of an output intent.
PURPOSE: Final = "/GTS_PDFA1"


@dataclass(frozen=True, slots=True)
class Examined:
    """What a rendition claims to be ("PDF/A-2b") and how many pages it has."""

    claim: str
    pages: int


def examine(path: str) -> Examined:
    """Return what the file claims and has the marks of. Raises RenditionNotArchival.

    Looked at: the identification in the XMP packet (ISO 19005-2, 6.6.4), an output intent with
    a colour profile (6.2.3), a file identifier (6.1.3), embedded fonts (6.2.11.4), no
    encryption; and nothing that the hub would refuse in an uploaded PDF.
    """
    try:
        pages = check_pdf(Path(path))
        with pikepdf.open(path) as pdf:
            claim = _claim_of(pdf)
            if not _has_output_intent(pdf) or "/ID" not in pdf.trailer or not _fonts_embedded(pdf):
                raise RenditionNotArchival
    except (pikepdf.PdfError, InvalidInput, ValueError, TypeError, AttributeError) as error:
        raise RenditionNotArchival from error
    return Examined(claim, pages)


def _claim_of(pdf: pikepdf.Pdf) -> str:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        part = str(metadata.get("pdfaid:part", ""))
        level = str(metadata.get("pdfaid:conformance", ""))
    if part not in PARTS or level not in LEVELS:
        raise RenditionNotArchival
    return f"PDF/A-{part}{level.lower()}"


def _has_output_intent(pdf: pikepdf.Pdf) -> bool:
    intents: Any = pdf.Root.get("/OutputIntents", [])
    profiles = [each.get("/DestOutputProfile") for each in intents if each.get("/S") == PURPOSE]
    return any(isinstance(each, pikepdf.Stream) for each in profiles)


def _fonts_embedded(pdf: pikepdf.Pdf) -> bool:
    """Every description of a font holds the font."""
    described = [
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
    ]
    return all(
        any(key in each for key in ("/FontFile", "/FontFile2", "/FontFile3")) for each in described
    )
