"""Signing PDF files: PAdES B-B to B-LTA (EN 319 142-1), always behind what is already there.

A signature is made in three steps, which may happen in three places: `reserve` writes the new
revision with room for it, the key signs the attributes, `finish` puts the result in.
"""

import hashlib
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    MDPPerm,
    SigSeedSubFilter,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.validation.pdf_embedded import read_certification_data

from hub.core.clock import to_wall_time
from hub.gateways.signing import appearance as look
from hub.gateways.signing import cms, longterm, making, selfcheck, tsa
from hub.gateways.signing.contract import (
    KeyFacts,
    Level,
    Place,
    Reserved,
    SignedPdf,
    SignRequest,
)
from hub.gateways.signing.fields import lock_of, open_for_update, place_in, prepare, spec_of
from hub.gateways.signing.keys import Signatory, ensure_usable
from hub.gateways.signing.problems import AlreadySigned, DocumentLocked

#: Hexadecimal digits kept free for the signature without and with a timestamp in it.
RESERVED, RESERVED_FOR_TIME = 16_384, 32_768
_CHAIN_SPARE: Final = 2_048


def sign(request: SignRequest) -> SignedPdf:
    """Put one signature on a PDF and return the file, checked once more.

    The result begins with exactly the bytes that were given. Raises the refusals of
    `problems`: of the key, the file, the picture, the font, the timestamp server, the evidence.
    """
    return making.sign(request, _reserved, _finished)


def reserve(request: SignRequest) -> Reserved:
    """Prepare a PDF for a key that signs elsewhere: everything but the signature itself.

    Raises the refusals of `sign` but for those of the PIN and the timestamp server.
    """
    return making.reserve(request, _reserved)


def finish(original: bytes, reserved: Reserved, signature: bytes) -> SignedPdf:
    """Put a signature made elsewhere into the file that was prepared for it.

    `original` is the file as it was before. Raises SignatureNotSound when the signature is not
    one of these attributes with the key of the certificate.
    """
    return making.finish(original, reserved, signature, _finished)


def _reserved(request: SignRequest, key: Signatory) -> Reserved:
    ensure_usable(key.certificate, key.facts, request.moment, request.crls)
    if request.evidence is not None:
        longterm.ensure_evidence(key.certificate, key.chain, request.evidence, request.moment)
    pdf = request.pdf
    if request.fields:
        pdf = prepare(pdf, request.fields, request.moment, request.fonts)
    writer = open_for_update(pdf)
    _ensure_open(writer.prev, request.field_name)
    place = place_in(
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
        new_field_spec=spec_of(
            request.field_name, place, lock_of(request.field_name, request.fields)
        ),
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
