"""Forgeries made from a cleanly signed file, after the published kinds.

Each takes the bytes of a signed PDF and returns the bytes of a file that must not be called
in order. Kinds: shadow attacks (hide, replace), incremental saving, signature wrapping,
universal signature forgery (signature data made unreadable), evil and sneaky annotations,
added and removed pages, plain tampering.
"""

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def byte_range(pdf):
    return tuple(map(int, _RANGE.findall(pdf)[-1]))


def flipped_in_first_part(pdf):
    at = byte_range(pdf)[1] // 3
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def flipped_in_last_part(pdf):
    at = byte_range(pdf)[2] + 40
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def data_in_the_reserved_room(pdf):
    at = byte_range(pdf)[2] - 9
    assert pdf[at : at + 8] == b"0" * 8
    return pdf[:at] + b"DEADBEEF" + pdf[at + 8 :]


def appended_byte(pdf):
    return pdf + b"x"


def appended_newline(pdf):
    return pdf + b"\n"


def appended_comment(pdf):
    return pdf + b"% paid in full\n"


def page_replaced(pdf):
    writer, page = _first_page(pdf)
    page[pdf_name("/Contents")] = writer.add_object(_forged_content())
    writer.update_container(page)
    return _written(writer)


def page_added(pdf):
    writer, page = _first_page(pdf)
    pages = writer.root["/Pages"]
    blank = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): page.get("/MediaBox", _box(0, 0, 595, 842)),
        }
    )
    pages["/Kids"].append(writer.add_object(blank))
    pages[pdf_name("/Count")] = generic.NumberObject(pages["/Count"] + 1)
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])
    return _written(writer)


def page_removed(pdf):
    writer = _writer(pdf)
    pages = writer.root["/Pages"]
    pages[pdf_name("/Kids")] = generic.ArrayObject(list(pages["/Kids"])[:-1])
    pages[pdf_name("/Count")] = generic.NumberObject(pages["/Count"] - 1)
    writer.update_container(pages)
    return _written(writer)


def annotation_over_the_text(pdf):
    writer, page = _first_page(pdf)
    return _with_annotation(writer, page, "/Stamp", appearance=True)


def free_text_without_appearance(pdf):
    writer, page = _first_page(pdf)
    return _with_annotation(writer, page, "/FreeText", appearance=False)


def unsigned_field_over_the_text(pdf):
    """A new signature field that nobody signed, with a white rectangle for its picture."""
    writer = _writer(pdf)
    append_signature_field(writer, SigFieldSpec("Free", on_page=0, box=(60, 500, 560, 800)))
    for name, _, reference in enumerate_sig_fields(writer):
        if name == "Free":
            widget = reference.get_object()
            widget[pdf_name("/AP")] = generic.DictionaryObject(
                {pdf_name("/N"): writer.add_object(_white(500, 300))}
            )
            writer.update_container(widget)
    return _written(writer)


def picture_of_the_signature_changed(pdf):
    writer = _writer(pdf)
    for _, value, reference in enumerate_sig_fields(writer):
        if value is not None:
            widget = reference.get_object()
            widget[pdf_name("/AP")] = generic.DictionaryObject(
                {pdf_name("/N"): writer.add_object(_white(150, 60))}
            )
            writer.update_container(widget)
    return _written(writer)


def wrapped(pdf):
    """The signed bytes copied to another place, the ByteRange bent to it, the page replaced."""
    _, first, second, length = byte_range(pdf)
    writer, page = _first_page(pdf + pdf[second:])
    page[pdf_name("/Contents")] = writer.add_object(_forged_content())
    writer.update_container(page)
    for _, value, reference in enumerate_sig_fields(writer):
        if value is None:
            continue
        forged = generic.DictionaryObject(dict(value.get_object()))
        forged[pdf_name("/ByteRange")] = generic.ArrayObject(
            [generic.NumberObject(number) for number in (0, first, len(pdf), length)]
        )
        field = reference.get_object()
        field[pdf_name("/V")] = writer.add_object(forged)
        writer.update_container(field)
    return _written(writer)


def signature_used_twice(pdf):
    writer = _writer(pdf)
    signed = next(v for _, v, _ in enumerate_sig_fields(writer) if v is not None)
    append_signature_field(writer, SigFieldSpec("Second", on_page=0, box=(60, 60, 200, 100)))
    for name, _, reference in enumerate_sig_fields(writer):
        if name == "Second":
            field = reference.get_object()
            field[pdf_name("/V")] = _reference(writer, signed)
            writer.update_container(field)
    return _written(writer)


def subfilter_misspelt(pdf):
    return _replaced(pdf, b"/ETSI.CAdES.detached", b"/ETSI.CAdES.detachex")


def byte_range_missing(pdf):
    return _replaced(pdf, b"/ByteRange", b"/BiteRange")


def byte_range_empty(pdf):
    return _RANGE.sub(lambda hit: b"/ByteRange []" + b" " * (len(hit[0]) - 13), pdf)


def byte_range_negative(pdf):
    return _RANGE.sub(lambda hit: b"/ByteRange [0 -1 -1 5]".ljust(len(hit[0])), pdf)


def contents_empty(pdf):
    _, first, second, _ = byte_range(pdf)
    return pdf[:first] + b"<>".ljust(second - first) + pdf[second:]


def contents_zero(pdf):
    _, first, second, _ = byte_range(pdf)
    return pdf[:first] + b"<" + b"0" * (second - first - 2) + b">" + pdf[second:]


def contents_rubbish(pdf):
    _, first, second, _ = byte_range(pdf)
    return pdf[:first] + b"<" + b"3F" * ((second - first - 2) // 2) + b">" + pdf[second:]


def type_removed_from_field(pdf):
    return pdf.replace(b"/FT /Sig", b"/FT /Tx ")


def field_cut_out_of_the_form(pdf):
    writer = _writer(pdf)
    form = writer.root["/AcroForm"]
    form[pdf_name("/Fields")] = generic.ArrayObject()
    writer.update_container(form)
    return _written(writer)


def form_removed(pdf):
    writer = _writer(pdf)
    del writer.root["/AcroForm"]
    writer.update_root()
    return _written(writer)


def truncated_a_little(pdf):
    return pdf[:-200]


def truncated_in_the_signature(pdf):
    return pdf[: byte_range(pdf)[1] + 500]


def catalogue_gets_an_action(pdf):
    writer = _writer(pdf)
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("1")}
    )
    writer.update_root()
    return _written(writer)


def text_field_filled(pdf):
    writer = _writer(pdf)
    for reference in writer.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field.get("/FT") == "/Tx":
            field[pdf_name("/V")] = generic.pdf_string("1000000")
            writer.update_container(field)
    return _written(writer)


ALL = (
    flipped_in_first_part, flipped_in_last_part, data_in_the_reserved_room, appended_byte,
    appended_newline, appended_comment, page_replaced, page_added, page_removed,
    annotation_over_the_text, free_text_without_appearance, unsigned_field_over_the_text,
    picture_of_the_signature_changed, wrapped, signature_used_twice, subfilter_misspelt,
    byte_range_missing, byte_range_empty, byte_range_negative, contents_empty, contents_zero,
    contents_rubbish, type_removed_from_field, field_cut_out_of_the_form, form_removed,
    truncated_a_little, truncated_in_the_signature, catalogue_gets_an_action,
)  # fmt: skip


def _writer(pdf):
    return IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)


def _first_page(pdf):
    writer = _writer(pdf)
    return writer, writer.find_page_for_modification(0)[0].get_object()


def _written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _box(*numbers):
    return generic.ArrayObject([generic.NumberObject(number) for number in numbers])


def _forged_content():
    return generic.StreamObject(stream_data=b"1 0 0 rg 100 100 300 300 re f")


def _white(width, height):
    stream = generic.StreamObject(stream_data=f"1 g 0 0 {width} {height} re f".encode())
    stream[pdf_name("/Type")] = pdf_name("/XObject")
    stream[pdf_name("/Subtype")] = pdf_name("/Form")
    stream[pdf_name("/BBox")] = _box(0, 0, width, height)
    return stream


def _with_annotation(writer, page, subtype, *, appearance):
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(subtype),
            pdf_name("/Rect"): _box(60, 500, 560, 800),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/Contents"): generic.pdf_string("Không họp"),
            pdf_name("/DA"): generic.pdf_string("/Helv 20 Tf 1 0 0 rg"),
        }
    )
    if appearance:
        note[pdf_name("/AP")] = generic.DictionaryObject(
            {pdf_name("/N"): writer.add_object(_white(500, 300))}
        )
    annotations = list(page.get("/Annots", ()))
    page[pdf_name("/Annots")] = generic.ArrayObject([*annotations, writer.add_object(note)])
    writer.update_container(page)
    return _written(writer)


def _reference(writer, value):
    reference = value.container_ref if not isinstance(value, generic.IndirectObject) else value
    return generic.IndirectObject(reference.idnum, reference.generation, writer)


def _replaced(pdf, old, new):
    assert len(old) == len(new) and old in pdf
    return pdf.replace(old, new)
