"""The whole file: its signatures, how they fit together, and what lies beside them."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields

from hub.gateways.signing.contract import TrustAnchors
from hub.gateways.signing.validation import changes, objects, one
from hub.gateways.signing.validation.changes import Widget
from hub.gateways.signing.validation.limits import TimeUp
from hub.gateways.signing.verdict import Answer, DocumentState, Finding, SignatureVerdict

Judgement = tuple[DocumentState, str, tuple[SignatureVerdict, ...]]

HEADER_WITHIN: Final = 1024
MAX_SIGNATURES: Final = 100


def judge(pdf: bytes, trust: TrustAnchors, now: datetime) -> Judgement:
    """Return the state of the file, the reason, and the verdict on every signature."""
    if b"%PDF-" not in pdf[:HEADER_WITHIN]:
        return DocumentState.BROKEN, "not-a-pdf", ()
    try:
        reader = _open(pdf)
        encrypted = reader.encrypted
        fields = [] if encrypted else list(enumerate_sig_fields(reader, filled_status=True))
    except (MemoryError, TimeUp):
        raise
    except Exception:
        return _unreadable(pdf)
    if encrypted:
        return DocumentState.CONCERN, "encrypted", ()
    if not fields:
        return _without_fields(pdf)
    return _judge_signed(pdf, reader, fields, trust, now)


def _open(pdf: bytes) -> Any:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    if reader.xrefs.hybrid_xrefs_present:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
    return reader


def _unreadable(pdf: bytes) -> Judgement:
    """Judge a file that a strict reader refuses; many harmless unsigned files are such."""
    try:
        signatures = objects.count_signature_data(pdf)
    except pikepdf.PasswordError:
        return DocumentState.CONCERN, "encrypted", ()
    except pikepdf.PdfError:
        return DocumentState.BROKEN, "not-a-pdf", ()
    if signatures or objects.has_traces(pdf):
        return DocumentState.INVALID, "structure-damaged", ()
    return DocumentState.UNSIGNED, "no-signature", ()


def _without_fields(pdf: bytes) -> Judgement:
    if objects.count_signature_data(pdf) or objects.count_signed_ranges(pdf):
        return DocumentState.INVALID, "signature-unreadable", ()
    return DocumentState.UNSIGNED, "no-signature", ()


def _judge_signed(
    pdf: bytes, reader: Any, fields: list[Any], trust: TrustAnchors, now: datetime
) -> Judgement:
    values = [_identity(reference.get_object()) for _, _, reference in fields]
    if len(set(values)) < len(values):
        return DocumentState.INVALID, "shared-signature", ()
    widgets = {name: _widget(reader, reference) for name, _, reference in fields}
    try:
        signatures = reader.embedded_signatures
    except (MemoryError, TimeUp):
        raise
    except Exception:
        verdicts = tuple(one.unreadable(str(name), widgets[name]) for name, _, _ in fields)
        return DocumentState.INVALID, "signature-unreadable", verdicts
    if len(signatures) < len(fields) or len(signatures) > MAX_SIGNATURES:
        return DocumentState.INVALID, "signature-unreadable", ()
    if _has_more(pdf, len(signatures)):
        return DocumentState.INVALID, "signature-unreadable", ()
    timestamps = [each for each in signatures if each.sig_object.get("/SubFilter") == one.TIMESTAMP]
    verdicts = tuple(
        _judge_one(
            each,
            widgets[each.field_name],
            trust,
            now,
            has_dss="/DSS" in reader.root,
            has_document_timestamp=bool(timestamps),
        )
        for each in signatures
    )
    verdicts = _with_end_of_file(pdf, signatures, verdicts)
    verdicts = _with_looks(pdf, signatures, verdicts, widgets)
    return *summed(verdicts), verdicts


def _judge_one(
    signature: Any, widget: Widget | None, trust: TrustAnchors, now: datetime, **document: bool
) -> SignatureVerdict:
    try:
        return one.judge(signature, widget, trust, now, **document)
    except (MemoryError, TimeUp):
        raise
    except Exception:
        return one.unreadable(str(signature.field_name), widget)


def _identity(field: Any) -> object:
    value = field.raw_get("/V")
    reference = getattr(value, "reference", None)
    return (reference.idnum, reference.generation) if reference else id(value)


def _has_more(pdf: bytes, known: int) -> bool:
    """Tell whether the file holds signatures that no field leads to."""
    if objects.count_byte_ranges(pdf) == known:
        return False
    return objects.count_signature_data(pdf) > known or objects.count_signed_ranges(pdf) > known


def _with_end_of_file(
    pdf: bytes, signatures: list[Any], verdicts: tuple[SignatureVerdict, ...]
) -> tuple[SignatureVerdict, ...]:
    """Mark the last signature when something but archive data follows it (signing rules)."""
    last, verdict = signatures[-1], verdicts[-1]
    if verdict.covers_whole_file or verdict.intact.answer is not Answer.YES:
        return verdicts
    difference = last.diff_result
    archive_data_only = (
        isinstance(difference, DiffResult)
        and difference.modification_level == ModificationLevel.LTA_UPDATES
        and last.signed_revision + 1 < last.reader.total_revisions
        and _each_says_something(last)
        and pdf.rstrip(b"\r\n").endswith(b"%%EOF")
    )
    if archive_data_only:
        return verdicts
    finding = Finding(Answer.NO, "appended-after-end")
    return (*verdicts[:-1], replace(verdict, intact=finding))


def _each_says_something(last: Any) -> bool:
    """Tell whether every revision after the last signature holds objects, the archive's data.

    An empty one is a second trailer that waits for a reader who takes it otherwise.
    """
    later = range(last.signed_revision + 1, last.reader.total_revisions)
    references = last.reader.xrefs.explicit_refs_in_revision
    return "/DSS" in last.reader.root and all(references(each) for each in later)


def _with_looks(
    pdf: bytes,
    signatures: list[Any],
    verdicts: tuple[SignatureVerdict, ...],
    widgets: dict[str, Widget | None],
) -> tuple[SignatureVerdict, ...]:
    """Compare what each signed revision shows with the next; stop at what is already refused."""
    judged = list(verdicts)
    for index, signature in enumerate(signatures):
        verdict = judged[index]
        if verdict.covers_whole_file or verdict.intact.answer is not Answer.YES:
            continue
        following = signatures[index + 1] if index + 1 < len(signatures) else None
        after = _revision(pdf, following) if following else pdf
        own = widgets[following.field_name] if following else None
        finding = _compared(_revision(pdf, signature), after, own)
        judged[index] = replace(verdict, intact=finding or verdict.intact)
    return tuple(judged)


def _compared(before: bytes, after: bytes, own: Widget | None) -> Finding | None:
    try:
        same = changes.looks_the_same(before, after, [own] if own else [])
    except changes.TooLong:
        return Finding(Answer.UNKNOWN, "not-compared")
    return None if same else Finding(Answer.NO, "looks-different")


def _revision(pdf: bytes, signature: Any) -> bytes:
    _, _, start, length = signature.byte_range
    return pdf[: start + length]


def _widget(reader: Any, reference: Any) -> Widget | None:
    field = reference.get_object()
    kids = field.get("/Kids")
    widget = kids[0] if kids else field
    rectangle = [float(number) for number in widget.get("/Rect", (0, 0, 0, 0))]
    left, right = sorted((rectangle[0], rectangle[2]))
    bottom, top = sorted((rectangle[1], rectangle[3]))
    if right - left < 1 or top - bottom < 1 or "/P" not in widget:
        return None
    page = widget.raw_get("/P").reference
    for index in range(int(reader.root["/Pages"]["/Count"])):
        if reader.find_page_for_modification(index)[0].reference == page:
            return Widget(index, (left, bottom, right, top))
    return None


def summed(verdicts: tuple[SignatureVerdict, ...]) -> tuple[DocumentState, str]:
    """Return state and reason of a file: those of its worst signature."""
    states = {verdict.state for verdict in verdicts}
    if DocumentState.INVALID in states:
        return DocumentState.INVALID, "signature-bad"
    if DocumentState.CONCERN in states:
        return DocumentState.CONCERN, "not-confirmed"
    if DocumentState.UNDETERMINED in states:
        return DocumentState.UNDETERMINED, "not-determined"
    return DocumentState.OK, "all-good"
