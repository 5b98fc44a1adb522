"""Signature fields of a PDF: where they lie, and those prepared before a first signature."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from hub.gateways.signing import appearance as look
from hub.gateways.signing import places
from hub.gateways.signing.contract import Appearance, EmptyField, FontFolders, Place, Profile
from hub.gateways.signing.problems import NotSignablePdf, PdfEncrypted


def prepare(
    pdf: bytes,
    fields: tuple[EmptyField, ...],
    moment: datetime,
    fonts: FontFolders | None = None,
) -> bytes:
    """Add empty signature fields, so that later signatures change nothing but their own.

    Each is locked by its signature, and the last one locks the whole document: see `lock_of`.
    Fields that are there already stay. Does nothing to a file that bears a signature.
    Raises NotSignablePdf, PdfEncrypted, FontMissing.
    """
    writer = open_for_update(pdf)
    existing = {name: value for name, value, _ in enumerate_sig_fields(writer.prev)}
    if any(value is not None for value in existing.values()):
        return pdf
    wanted = [field for field in fields if field.name not in existing]
    if not wanted:
        return pdf
    beside: Place | None = None
    for field in wanted:
        place = locate(pdf, field.appearance, moment, fonts, beside)
        append_signature_field(writer, spec_of(field.name, place, lock_of(field.name, fields)))
        if field.appearance.profile is Profile.PERSON:
            beside = place
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def locate(
    pdf: bytes,
    appearance: Appearance,
    moment: datetime,
    fonts: FontFolders | None = None,
    beside: Place | None = None,
) -> Place | None:
    """Return where a signature of this appearance belongs, or None for an invisible one.

    `beside` is the person's signature that an organisation's seal overlaps.
    """
    if appearance.profile is Profile.INVISIBLE or appearance.place is not None:
        return appearance.place
    if appearance.profile is Profile.PERSON:
        return places.person_place(pdf, appearance.name, appearance.side)
    if appearance.profile is Profile.INITIALS:
        beside = places.person_place(pdf, appearance.name, appearance.side)
        return places.initials_place(beside, places.page_size(pdf, beside.page))
    if appearance.profile is Profile.ORG_MAIN:
        beside = beside or places.person_place(pdf, appearance.name, appearance.side)
        size = places.page_size(pdf, beside.page)
        return places.seal_place(beside, appearance.seal_diameter_mm, size)
    lines = look.note_lines(appearance, moment, fonts)
    return places.note_place(places.page_size(pdf, 0), look.note_size(lines, fonts))


def place_of(
    pdf: bytes,
    field_name: str,
    appearance: Appearance,
    moment: datetime,
    fonts: FontFolders | None = None,
) -> Place | None:
    """Return where a signature would stand: in its prepared field, or where it belongs.

    Raises NotSignablePdf, PdfEncrypted, FontMissing.
    """
    return place_in(open_for_update(pdf), pdf, field_name, appearance, moment, fonts)


def place_in(
    writer: Any,
    pdf: bytes,
    field_name: str,
    appearance: Appearance,
    moment: datetime,
    fonts: FontFolders | None,
) -> Place | None:
    """Return the place in an open file: see `place_of`."""
    existing = _existing_place(writer, field_name)
    return existing or locate(pdf, appearance, moment, fonts, _last_signed_place(writer))


def open_for_update(pdf: bytes) -> Any:
    """Return an incremental writer. Raises NotSignablePdf, PdfEncrypted."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        if reader.encrypted:
            raise PdfEncrypted
        hybrid = reader.xrefs.hybrid_xrefs_present
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=not hybrid)
        writer.root["/Pages"]
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise NotSignablePdf from error
    return writer


def admits_new_fields(pdf: bytes) -> bool:
    """Tell whether a signature field may be added: no earlier signature certifies the content.

    ISO 32000-1 §12.8.2.2: a certified document admits signatures in the fields it has. Programs
    that sign in a field of their own would break such a file. Raises NotSignablePdf, PdfEncrypted.
    """
    return read_certification_data(open_for_update(pdf).prev) is None


def _last_signed_place(writer: Any) -> Place | None:
    signed = [name for name, value, _ in enumerate_sig_fields(writer.prev) if value is not None]
    places_found = [found for name in signed if (found := _existing_place(writer, name))]
    return places_found[-1] if places_found else None


def _existing_place(writer: Any, field_name: str) -> Place | None:
    """Return where the field's visible widget lies, if there is one."""
    for name, _, reference in enumerate_sig_fields(writer.prev):
        if name != field_name:
            continue
        widget = reference.get_object()
        if "/Kids" in widget and len(widget["/Kids"]):
            widget = widget["/Kids"][0]
        return _place_of(writer, widget)
    return None


def _place_of(writer: Any, widget: DictionaryObject) -> Place | None:
    rectangle = [float(number) for number in widget.get("/Rect", (0, 0, 0, 0))]
    left, right = sorted((rectangle[0], rectangle[2]))
    bottom, top = sorted((rectangle[1], rectangle[3]))
    if right - left < 1 or top - bottom < 1:
        return None
    page = widget.raw_get("/P") if "/P" in widget else None
    for index in range(int(writer.prev.root["/Pages"]["/Count"])):
        reference = writer.prev.find_page_for_modification(index)[0]
        if page is not None and reference.reference == page.reference:
            return Place(index, left, bottom, right, top)
    return None


@dataclass(frozen=True, slots=True)
class Lock:
    """What a signature in a field forbids from then on (ISO 32000-2 §12.7.5.5)."""

    fields: FieldMDPSpec | None = None
    document: MDPPerm | None = None


def lock_of(name: str, fields: tuple[EmptyField, ...]) -> Lock:
    """Return the lock of a field: its own content, and for the last of all the whole document.

    What keeps old signatures provable (ETSI EN 319 142-1: DSS, document timestamps) may follow.
    """
    if not fields:
        return Lock()
    if name == fields[-1].name:
        return Lock(FieldMDPSpec(FieldMDPAction.ALL), MDPPerm.NO_CHANGES)
    return Lock(FieldMDPSpec(FieldMDPAction.INCLUDE, [name]))


def spec_of(name: str, place: Place | None, lock: Lock) -> SigFieldSpec:
    """Return what pyHanko needs to make a field at a place."""
    spec = SigFieldSpec(name, field_mdp_spec=lock.fields, doc_mdp_update_value=lock.document)
    if place is None:
        return spec
    box = (round(place.left), round(place.bottom), round(place.right), round(place.top))
    return replace(spec, on_page=place.page, box=box)
