"""Signing PDF files: PAdES B-B to B-LTA (EN 319 142-1), always behind what is already there.

A signature is made in three steps, which may happen in three places: `reserve` writes the new
revision with room for it, the key signs the attributes, `finish` puts the result in.
"""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from hub.core.clock import to_wall_time
from hub.gateways.signing import appearance as look
from hub.gateways.signing import cms, longterm, places, selfcheck, tsa
from hub.gateways.signing.contract import (
    Appearance,
    EmptyField,
    FontFolders,
    KeyFacts,
    Level,
    Place,
    Profile,
    PublicKey,
    Reserved,
    SignedPdf,
    SignRequest,
)
from hub.gateways.signing.keys import (
    Signatory,
    certified,
    ensure_signed,
    ensure_usable,
    opened,
)
from hub.gateways.signing.problems import (
    AlreadySigned,
    DocumentLocked,
    KeyUnreadable,
    NotSignablePdf,
    PdfEncrypted,
    SignatureNotSound,
)

#: Hexadecimal digits kept free for the signature without and with a timestamp in it.
RESERVED, RESERVED_FOR_TIME = 16_384, 32_768
_CHAIN_SPARE: Final = 2_048


def sign(request: SignRequest) -> SignedPdf:
    """Put one signature on a PDF and return the file, checked once more.

    The result begins with exactly the bytes that were given. Raises the refusals of
    `problems`: of the key, the file, the picture, the font, the timestamp server, the evidence.
    """
    if isinstance(request.key, PublicKey):
        raise TypeError("a certificate alone signs nothing")
    with opened(request.key) as key:
        reserved = _reserved(request, key)
        signature = key.sign(reserved.attributes)
        facts = key.facts
    return _finished(request.pdf, reserved, signature, key, facts)


def reserve(request: SignRequest) -> Reserved:
    """Prepare a PDF for a key that signs elsewhere: everything but the signature itself.

    Raises the refusals of `sign` but for those of the PIN and the timestamp server.
    """
    if not isinstance(request.key, PublicKey):
        raise TypeError("a key that is here signs at once")
    return _reserved(request, certified(request.key))


def finish(original: bytes, reserved: Reserved, signature: bytes) -> SignedPdf:
    """Put a signature made elsewhere into the file that was prepared for it.

    `original` is the file as it was before. Raises SignatureNotSound when the signature is not
    one of these attributes with the key of the certificate.
    """
    key = certified(PublicKey(reserved.certificate, reserved.chain))
    try:
        ensure_signed(key.certificate, signature, reserved.attributes)
    except KeyUnreadable as error:
        raise SignatureNotSound from error
    return _finished(original, reserved, signature, key, key.facts)


def _reserved(request: SignRequest, key: Signatory) -> Reserved:
    ensure_usable(key.certificate, key.facts, request.moment, request.crls)
    if request.evidence is not None:
        longterm.ensure_evidence(key.certificate, key.chain, request.evidence, request.moment)
    pdf = request.pdf
    if request.fields:
        pdf = prepare(pdf, request.fields, request.moment, request.fonts)
    writer = open_for_update(pdf)
    _ensure_open(writer.prev, request.field_name)
    place = _place_in(
        writer, pdf, request.field_name, request.appearance, request.moment, request.fonts
    )
    ready, output = _reserve(writer, request, key, place)
    return Reserved(
        pdf=output.getvalue(),
        attributes=cms.signed_attributes(key.certificate, ready.document_digest),
        digest=ready.document_digest,
        start=ready.reserved_region_start,
        end=ready.reserved_region_end,
        size_before=len(request.pdf),
        field_name=request.field_name,
        moment=request.moment,
        place=place,
        certificate=cms.der(key.certificate),
        chain=tuple(cms.der(each) for each in key.chain),
        timestamp_url=request.timestamp_url,
        evidence=request.evidence,
        archive=request.archive,
    )


def _finished(
    original: bytes, reserved: Reserved, signature: bytes, key: Signatory, facts: KeyFacts
) -> SignedPdf:
    token, proven_at = (None, None)
    if reserved.timestamp_url:
        token, proven_at = tsa.ask(reserved.timestamp_url, signature)
    output = BytesIO(reserved.pdf)
    PreparedByteRangeDigest(reserved.digest, reserved.start, reserved.end).fill_with_cms(
        output, cms.signed_data(key, reserved.attributes, signature, timestamp_token=token)
    )
    signed: bytes = output.getvalue()
    selfcheck.ensure_sound(original, signed, key.certificate)
    level = Level.B_T if token else Level.B_B
    if token and reserved.evidence is not None:
        signed = longterm.with_evidence(signed, reserved.evidence, reserved.moment)
        level = Level.B_LT
        if reserved.archive and reserved.timestamp_url:
            signed = longterm.with_document_timestamp(signed, reserved.timestamp_url)
            level = Level.B_LTA
    return SignedPdf(
        pdf=signed,
        sha256=hashlib.sha256(signed).hexdigest(),
        field_name=reserved.field_name,
        level=level.value,
        signed_at=reserved.moment,
        proven_at=proven_at,
        place=reserved.place,
        signer=facts,
    )


def prepare(
    pdf: bytes,
    fields: tuple[EmptyField, ...],
    moment: datetime,
    fonts: FontFolders | None = None,
) -> bytes:
    """Add empty signature fields, so that later signatures change nothing but their own.

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
        append_signature_field(writer, _spec(field.name, place))
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
    return _place_in(open_for_update(pdf), pdf, field_name, appearance, moment, fonts)


def _place_in(
    writer: Any,
    pdf: bytes,
    field_name: str,
    appearance: Appearance,
    moment: datetime,
    fonts: FontFolders | None,
) -> Place | None:
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


def _ensure_open(reader: PdfFileReader, field_name: str) -> None:
    fields = {name: value for name, value, _ in enumerate_sig_fields(reader)}
    if fields.get(field_name) is not None:
        raise AlreadySigned
    levels = [signature.docmdp_level for signature in reader.embedded_signatures]
    if MDPPerm.NO_CHANGES in levels:
        raise DocumentLocked
    certified = read_certification_data(reader) is not None
    if certified and field_name not in fields:
        raise DocumentLocked


def _reserve(writer: Any, request: SignRequest, key: Signatory, place: Place | None) -> Any:
    """Write the new revision with room for the signature; return what is to be signed."""
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=request.field_name,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=request.reason,
            location=request.location,
            certify=request.certify and not writer.prev.embedded_signatures,
            docmdp_permissions=MDPPerm.FILL_FORMS,
        ),
        ExternalSigner(signing_cert=None, cert_registry=None),
        stamp_style=look.Drawn(
            appearance=request.appearance, moment=request.moment, folders=request.fonts
        ),
        new_field_spec=_spec(request.field_name, place),
    )
    reserved = RESERVED_FOR_TIME if request.timestamp_url else RESERVED
    reserved += _CHAIN_SPARE * 2 * len(key.chain)
    try:
        session = signer.init_signing_session(writer)
        session.system_time = to_wall_time(request.moment)
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
        return document.digest_tbs_document()
    except SigningError as error:
        raise DocumentLocked from error


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


def _spec(name: str, place: Place | None) -> SigFieldSpec:
    if place is None:
        return SigFieldSpec(name)
    box = (round(place.left), round(place.bottom), round(place.right), round(place.top))
    return SigFieldSpec(name, on_page=place.page, box=box)
