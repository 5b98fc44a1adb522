"""Further forgeries of files: prepared before the signature, or played on how PDF is read.

Shadow attacks (hide, replace, hide and replace) are two functions each: what the attacker
prepares and has signed, and what is appended afterwards. The others take a signed file.
"""

import io
import re
import zipfile
import zlib

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import enumerate_sig_fields

from tests.gateways.signing import attacks, papers

RED = b"1 0 0 rg 60 400 480 300 re f"

# -- shadows: prepared, signed, revealed


def _prepared(build):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.letter())) as pdf:
        build(pdf, pdf.pages[0])
        pdf.save(out)
    return out.getvalue()


def _shade(pdf, page, name, content):
    """Draw a form object over the page, behind whose name other content will be put."""
    form = pikepdf.Stream(pdf, content)
    form.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 595, 842]
    )
    resources = page.obj.Resources if "/Resources" in page.obj else pikepdf.Dictionary()
    objects = resources.get("/XObject", pikepdf.Dictionary())
    objects[name] = pdf.make_indirect(form)
    resources[pikepdf.Name.XObject] = objects
    page.obj.Resources = resources
    page.contents_add(pikepdf.Stream(pdf, f"q {name} Do Q".encode()))


def hidden_content():
    """A red field lies under a white one; the signer sees an empty letter."""

    def build(pdf, page):
        _shade(pdf, page, "/Secret", RED)
        _shade(pdf, page, "/Cover", b"1 g 60 400 480 300 re f")

    return _prepared(build)


def hide_revealed(pdf):
    """The cover is replaced by nothing: an object of the same number, without content."""
    return _form_replaced(pdf, b"1 g", b"")


def replaceable_content():
    return _prepared(lambda pdf, page: _shade(pdf, page, "/Amount", b"0 g 100 500 10 10 re f"))


def replace_done(pdf):
    return _form_replaced(pdf, b"0 g 100", RED)


def _form_replaced(pdf, beginning, content):
    writer = attacks._writer(pdf)
    page = writer.find_page_for_modification(0)[0].get_object()
    for reference in page["/Resources"]["/XObject"].values():
        form = reference.get_object()
        if form.data.startswith(beginning):
            form._data, form._encoded_data = content, None
            writer.update_container(form)
    return attacks._written(writer)


def two_catalogues():
    """A second catalogue with a page of its own lies in the file; nothing leads to it yet."""

    def build(pdf, page):
        other = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842],
                               Contents=pdf.make_indirect(pikepdf.Stream(pdf, RED)))
        )  # fmt: skip
        pages = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[other], Count=1)
        )
        other.Parent = pages
        shadow = pikepdf.Dictionary(Type=pikepdf.Name.Catalog, Pages=pages, Shadow=True)
        pdf.Root.PieceInfo = pikepdf.Dictionary(Shadow=pdf.make_indirect(shadow))

    return _prepared(build)


def hide_and_replace_done(pdf):
    """An appended trailer names the other catalogue as the root."""
    shadow = re.search(rb"(\d+) 0 obj\s*<<(?:(?!endobj).)*?/Shadow true", pdf, re.DOTALL)
    return _with_trailer(pdf, int(shadow[1]))


SHADOWS = (
    (hidden_content, hide_revealed),
    (replaceable_content, replace_done),
    (two_catalogues, hide_and_replace_done),
)

# -- on how a file is read


def _last_startxref(pdf):
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def _root(pdf):
    return int(re.findall(rb"/Root (\d+) 0 R", pdf)[-1])


def _with_trailer(pdf, root, extra=b""):
    size = max(int(each) for each in re.findall(rb"(\d+) 0 obj", pdf)) + 5
    place = len(pdf) + 1
    return (
        pdf
        + (
            f"\nxref\n0 0\ntrailer\n<</Size {size}/Root {root} 0 R/Prev {_last_startxref(pdf)}"
        ).encode()
        + extra
        + f">>\nstartxref\n{place}\n%%EOF\n".encode()
    )


def trailer_doubled(pdf):
    """A revision that says nothing but where it is."""
    return _with_trailer(pdf, _root(pdf))


def trailer_without_previous(pdf):
    """The appended table knows only a forged page; the signed objects are out of reach."""
    forged = (
        b"\n9001 0 obj\n<</Type/Catalog/Pages 9002 0 R>>\nendobj"
        b"\n9002 0 obj\n<</Type/Pages/Kids[9003 0 R]/Count 1>>\nendobj"
        b"\n9003 0 obj\n<</Type/Page/Parent 9002 0 R/MediaBox[0 0 595 842]>>\nendobj\n"
    )
    whole = pdf + forged
    table = b"xref\n9001 3\n"
    for number in (9001, 9002, 9003):
        table += f"{whole.index(f'{number} 0 obj'.encode()):010d} 00000 n \n".encode()
    end = f"trailer\n<</Size 9004/Root 9001 0 R>>\nstartxref\n{len(whole)}\n%%EOF\n"
    return whole + table + end.encode()


def incremental_without_table(pdf):
    """Objects appended without a cross-reference: tolerant readers rebuild the table."""
    number = int(re.findall(rb"/Type\s*/Catalog", pdf) and _root(pdf))
    return pdf + f"\n{number} 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n".encode()


def end_marker_doubled(pdf):
    return pdf + b"%%EOF\n"


def startxref_into_the_void(pdf):
    at = pdf.rindex(b"startxref")
    return pdf[:at] + b"startxref\n99999999\n%%EOF\n"


def page_in_an_object_stream(pdf):
    """The page's replacement lies in a compressed object stream of an appended revision."""
    reader = attacks._writer(pdf)
    page = reader.find_page_for_modification(0)[0].reference.idnum
    parent = reader.root.raw_get("/Pages").reference.idnum
    inner = f"<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 595 842]>>".encode()
    header = f"{page} 0 ".encode()
    packed = zlib.compress(header + inner)
    size = max(int(each) for each in re.findall(rb"(\d+) 0 obj", pdf)) + 40
    whole = (
        pdf
        + (
            f"\n{size} 0 obj\n<</Type/ObjStm/N 1/First {len(header)}/Filter/FlateDecode"
            f"/Length {len(packed)}>>stream\n"
        ).encode()
    )
    place_of_stream = len(pdf) + 1
    whole += packed + b"\nendstream\nendobj\n"
    rows = b"".join(
        (
            bytes((2,)) + size.to_bytes(4, "big") + bytes((0,)),
            bytes((1,)) + place_of_stream.to_bytes(4, "big") + bytes((0,)),
        )
    )
    table = zlib.compress(rows)
    end = len(whole)
    whole += (
        f"{size + 1} 0 obj\n<</Type/XRef/Size {size + 2}/Index[{page} 1 {size} 1]/W[1 4 1]"
        f"/Root {_root(pdf)} 0 R/Prev {_last_startxref(pdf)}/Filter/FlateDecode"
        f"/Length {len(table)}>>stream\n"
    ).encode()
    return whole + table + f"\nendstream\nendobj\nstartxref\n{end}\n%%EOF\n".encode()


def hybrid_table(pdf):
    """The appended table names a second one (XRefStm) that strict and lax readers weigh apart."""
    return _with_trailer(pdf, _root(pdf), f"/XRefStm {_last_startxref(pdf)}".encode())


# -- on what else a file may be


def page_of_the_web_before_it(pdf):
    return b"<!doctype html><script>document.body.hidden=true</script><!--\n" + pdf


def archive_behind_it(pdf):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<forged/>")
    return pdf + out.getvalue()


def another_pdf_behind_it(pdf):
    return pdf + papers.letter()


# -- on the range that is signed


def _range_as(pdf, *numbers):
    """Write other numbers into the range, in the room that it has."""
    hit = list(attacks._RANGE.finditer(pdf))[-1]
    text = b"/ByteRange [" + b" ".join(str(each).encode() for each in numbers) + b"]"
    assert len(text) <= len(hit[0])
    return pdf[: hit.start()] + text.ljust(len(hit[0])) + pdf[hit.end() :]


def range_begins_late(pdf):
    first, length, second, rest = attacks.byte_range(pdf)
    return _range_as(pdf, first + 9, length - 9, second, rest)


def range_ends_early(pdf):
    first, length, second, rest = attacks.byte_range(pdf)
    return _range_as(pdf, first, length, second, rest - 1)


def range_overlaps(pdf):
    first, length, second, rest = attacks.byte_range(pdf)
    return _range_as(pdf, first, length, second - 10, rest + 10)


def range_beyond_the_end(pdf):
    first, length, second, rest = attacks.byte_range(pdf)
    return _range_as(pdf, first, length, second, rest + 9)


def range_of_one_part(pdf):
    return _range_as(pdf, 0, attacks.byte_range(pdf)[1])


def range_of_words(pdf):
    return _range_as(pdf, "(0)", "(1)", "(2)", "(3)")


def range_of_fractions(pdf):
    return _range_as(pdf, "0.5", 10, 20, 30)


def room_is_larger_than_the_signature(pdf):
    """More than the signature lies outside the range: room for a page of one's own."""
    writer = attacks._writer(pdf)
    for _, value, reference in enumerate_sig_fields(writer):
        if value is None:
            continue
        forged = generic.DictionaryObject(dict(value.get_object()))
        first, length, second, rest = attacks.byte_range(pdf)
        forged[pdf_name("/ByteRange")] = generic.ArrayObject(
            generic.NumberObject(each) for each in (first, length - 40, second + 40, rest - 40)
        )
        field = reference.get_object()
        field[pdf_name("/V")] = writer.add_object(forged)
        writer.update_container(field)
    return attacks._written(writer)


# -- on who is said to have written the signature


def subfilter_of_raw_rsa(pdf):
    return attacks._replaced(pdf, b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")


def subfilter_of_sha1(pdf):
    return attacks._replaced(pdf, b"/ETSI.CAdES.detached", b"/adbe.pkcs7.sha1    ")


def subfilter_of_timestamps(pdf):
    return attacks._replaced(pdf, b"/ETSI.CAdES.detached", b"/ETSI.RFC3161       ")


def contents_as_text(pdf):
    """The signature in brackets of a text instead of a hexadecimal string."""
    _, first, second, _ = attacks.byte_range(pdf)
    return pdf[:first] + b"(" + pdf[first + 1 : second - 1] + b")" + pdf[second:]


def permissions_removed(pdf):
    """The certification is cut out of the catalogue, then a note is put over the text."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    if "/Perms" in writer.root:
        del writer.root["/Perms"]
        writer.update_root()
    page = writer.find_page_for_modification(0)[0].get_object()
    return attacks._with_annotation(writer, page, "/Stamp", appearance=True)


def document_rotated(pdf):
    writer, page = attacks._first_page(pdf)
    page[pdf_name("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)
    return attacks._written(writer)


def page_cropped(pdf):
    writer, page = attacks._first_page(pdf)
    page[pdf_name("/CropBox")] = attacks._box(0, 600, 595, 842)
    writer.update_container(page)
    return attacks._written(writer)


def attachment_added(pdf):
    writer = attacks._writer(pdf)
    names = generic.DictionaryObject(
        {pdf_name("/EmbeddedFiles"): generic.DictionaryObject(
            {pdf_name("/Names"): generic.ArrayObject()})}
    )  # fmt: skip
    writer.root[pdf_name("/Names")] = writer.add_object(names)
    writer.update_root()
    return attacks._written(writer)


ALL = (
    trailer_doubled, trailer_without_previous, incremental_without_table, end_marker_doubled,
    startxref_into_the_void, page_in_an_object_stream, hybrid_table, page_of_the_web_before_it,
    archive_behind_it, another_pdf_behind_it, range_begins_late, range_ends_early, range_overlaps,
    range_beyond_the_end, range_of_one_part, range_of_words, range_of_fractions,
    room_is_larger_than_the_signature, subfilter_of_raw_rsa, subfilter_of_sha1,
    subfilter_of_timestamps, contents_as_text, permissions_removed, document_rotated,
    page_cropped, attachment_added,
)  # fmt: skip
