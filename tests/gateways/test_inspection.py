import io
import stat
import unicodedata
import zipfile

import pikepdf
import pytest
from openpyxl import Workbook
from pikepdf import Array, Dictionary, Name, String

from hub.core.errors import InvalidInput
from hub.core.text import use_locale
from hub.gateways import inspection as seen
from hub.gateways.inspection import clean_filename, inspect, inspect_in
from hub.gateways.workers import Workers
from tests.gateways import hostile


@pytest.fixture
def look(tmp_path):
    def look(content: bytes, name: str):
        path = tmp_path / "upload"
        path.write_bytes(content)
        with use_locale("en"):
            return inspect(path, name)

    return look


@pytest.fixture
def refused(look):
    def refused(content: bytes, name: str) -> InvalidInput:
        with pytest.raises(InvalidInput) as refusal:
            look(content, name)
        return refusal.value

    return refused


# --- what is taken


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx"])
def test_office_files_are_taken(look, extension):
    found = look(hostile.office(extension), f"Báo cáo.{extension.upper()}")
    assert (found.kind, found.filename) == (extension, f"Báo cáo.{extension.upper()}")
    assert found.media_type.startswith("application/vnd.openxmlformats-officedocument.")


def test_a_real_workbook_with_a_chart_of_another_is_taken(look):
    file = io.BytesIO()
    Workbook().save(file)
    assert look(file.getvalue(), "bảng.xlsx").kind == "xlsx"
    chart = hostile.office("docx", {"word/embeddings/Microsoft_Sheet1.xlsx": file.getvalue()})
    assert look(chart, "a.docx").kind == "docx"


def test_links_and_references_to_other_workbooks_are_taken(look):
    for kind in ("hyperlink", "externalLinkPath"):
        look(hostile.office("xlsx", {"xl/_rels/x.rels": hostile.relations(kind)}), "a.xlsx")


def test_pdf_tells_its_pages(look):
    found = look(hostile.pdf(pages=3), "Giấy mời.pdf")
    assert (found.kind, found.media_type, found.pages) == ("pdf", "application/pdf", 3)
    assert found.size == len(hostile.pdf(pages=3))


@pytest.mark.parametrize(
    "harmless",
    [
        lambda d: setattr(d.Root, "OpenAction", Array([d.pages[0].obj, Name.Fit])),
        hostile.action(S=Name.GoTo, D=Array([])),
        hostile.annotation(
            Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://yenlap.example")
        ),
        hostile.annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="mailto:a@b.example")),
        hostile.annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="trang/2?a=b:c")),
        hostile.annotation(Subtype=Name.Text, Contents="Ghi chú"),
    ],
)
def test_pdf_that_only_shows_and_links_is_taken(look, harmless):
    assert look(hostile.pdf(harmless), "a.pdf").pages == 1


def test_pdf_with_object_streams_and_line_ends_after_its_end_is_taken(look):
    packed = hostile.pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert look(packed + b"\r\n\0", "a.pdf").pages == 1


def test_pictures_are_taken(look, tmp_path):
    assert look(hostile.png(30, 20), "a.png").kind == "png"
    assert look(hostile.jpeg(tmp_path / "a"), "Ảnh.JPG").kind == "jpeg"


# --- what is not


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.exe", "kind-not-accepted"), ("a", "kind-not-accepted"), ("a.docm", "kind-not-accepted"),
     ("a.svg", "kind-not-accepted"), ("a.html", "kind-not-accepted"),
     ("a.p7m", "kind-not-accepted"), ("a.pdf.zip", "kind-not-accepted"),
     ("a.doc", "old-office-file"), ("a.XLS", "old-office-file")],
)  # fmt: skip
def test_other_kinds_are_refused_by_name(refused, name, code):
    assert refused(b"%PDF-1.7", name).code == code


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "pptx", "png", "jpg"])
@pytest.mark.parametrize(
    "content", [b"MZ\x90\0\3\0\0\0", b"<html>", b"\xd0\xcf\x11\xe0\xa1", b"%!PS"]
)
def test_a_renamed_program_is_refused(refused, extension, content):
    refusal = refused(content, f"Báo cáo.{extension}")
    assert isinstance(refusal, seen.ContentIsSomethingElse)
    assert refusal.values == {"extension": extension}


def test_kinds_are_not_mistaken_for_each_other(refused):
    assert isinstance(refused(hostile.office("docx"), "a.xlsx"), seen.ContentIsSomethingElse)
    assert isinstance(refused(hostile.png(3, 3), "a.jpg"), seen.ContentIsSomethingElse)
    assert isinstance(refused(b"", "a.pdf"), seen.FileEmpty)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (hostile.action(S=Name.JavaScript, JS=String("app.alert(1)")), "JavaScript"),
        (hostile.named(JavaScript=Dictionary(Names=Array([]))), "JavaScript"),
        (hostile.orphan_script, "JavaScript"),
        (hostile.action(S=Name.Launch, F=String("cmd.exe")), "program"),
        (hostile.annotation(Subtype=Name.Link, A=Dictionary(S=Name.GoToR, F="x.pdf")), "program"),
        (hostile.annotation(Subtype=Name.Link, A=Dictionary(S=Name.GoToE)), "program"),
        (hostile.action(S=Name.Named, N=Name.Print), "by themselves"),
        (lambda d: setattr(d.pages[0], "AA", Dictionary()), "by themselves"),
        (hostile.attached, "attached files"),
        (hostile.annotation(Subtype=Name.FileAttachment), "attached files"),
        (lambda d: setattr(d.Root, "Collection", Dictionary()), "attached files"),
        (lambda d: setattr(d.Root, "AcroForm", Dictionary(XFA=String("x"))), "XFA"),
        (hostile.annotation(Subtype=Name.Widget, A=Dictionary(S=Name.SubmitForm)), "form"),
        (hostile.annotation(Subtype=Name.RichMedia), "sound"),
        (hostile.external_stream, "elsewhere"),
        (hostile.annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="vbscript:1")), "link"),
        (hostile.annotation(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=" FILE:///c")), "link"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mode", ["disable", "generate"])
def test_pdf_that_can_act_is_refused_with_its_reason(refused, change, what, mode):
    content = hostile.pdf(change, object_stream_mode=getattr(pikepdf.ObjectStreamMode, mode))
    refusal = refused(content, "a.pdf")
    assert isinstance(refusal, seen.ActiveContent)
    assert what in refusal.values["what"]


def test_pdf_with_a_password_is_refused(refused):
    for user in ("", "secret"):
        locked = hostile.pdf(encryption=pikepdf.Encryption(owner="o", user=user))
        assert isinstance(refused(locked, "a.pdf"), seen.PasswordProtected)


def test_pdf_that_is_also_something_else_or_cut_off_is_refused(refused):
    whole = hostile.pdf()
    for content in (
        whole + hostile.office("docx"),
        whole + b"<script>",
        whole[: len(whole) // 2],
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n" + b"\xff" * 5000 + b"\n%%EOF",
    ):
        assert isinstance(refused(content, "a.pdf"), seen.FileDamaged)
    assert isinstance(refused(b"GIF89a" + whole, "a.pdf"), seen.ContentIsSomethingElse)


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"WORD/VBAPROJECT.BIN": b"x"}, "macros"),
        ({"word/activeX/activeX1.xml": b"<x/>"}, "objects"),
        ({"word/embeddings/oleObject1.bin": b"x"}, "objects"),
        ({"word/media/image1.png": b"MZ\x90"}, "objects"),
        ({"word/_rels/settings.xml.rels": hostile.relations("attachedTemplate")}, "elsewhere"),
        ({"word/_rels/document.xml.rels": hostile.relations("oleObject")}, "elsewhere"),
        ({"word/x.xml": b"<w:instrText xml:space='preserve'> DDEAUTO c:\\\\cmd"}, "DDE"),
        ({"word/embeddings/a.docx": hostile.office("docx", {"a/vbaProject.bin": b""})}, "macros"),
    ],
)
def test_office_file_that_can_act_is_refused_with_its_reason(refused, extra, what):
    refusal = refused(hostile.office("docx", extra), "a.docx")
    assert isinstance(refusal, seen.ActiveContent)
    assert what in refusal.values["what"]


def test_a_macro_document_renamed_to_docx_is_refused(refused):
    types = (
        b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("word/document.xml", b"<x/>")
    assert isinstance(refused(file.getvalue(), "a.docx"), seen.ActiveContent)


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "..\\evil", "C:evil", "a/../../b", "WORD/document.xml", "a\nb"],
)
def test_packages_with_climbing_or_twin_names_are_refused(refused, name):
    assert isinstance(refused(hostile.office("docx", {name: b"x"}), "a.docx"), seen.PackageUnsafe)


def test_twins_that_differ_in_composition_only_are_refused(refused):
    name = "ảnh.png"
    twins = {unicodedata.normalize(form, name): b"x" for form in ("NFC", "NFD")}
    assert isinstance(refused(hostile.office("docx", twins), "a.docx"), seen.PackageUnsafe)


def test_bombs_symlinks_entities_and_nested_packages_are_refused(refused):
    bomb = hostile.office("docx", {"word/big.xml": b" " * (60 << 20)})
    assert isinstance(refused(bomb, "a.docx"), seen.PackageSwells)
    entities = hostile.office("docx", main=b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    inner = hostile.office("docx", {"word/embeddings/a.docx": hostile.office("docx")})
    nested = hostile.office("docx", {"word/embeddings/b.docx": inner})
    file = io.BytesIO(hostile.office("docx"))
    with zipfile.ZipFile(file, "a") as package:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
    for content in (bomb, entities, nested, file.getvalue(), b"PK\x03\x04" + b"x" * 100):
        refusal = refused(content, "a.docx")
        assert isinstance(refusal, seen.PackageUnsafe | seen.FileDamaged)


def test_one_changed_bit_in_a_package_is_noticed(refused):
    content = bytearray(hostile.office("docx", {"word/a.bin": b"some bytes " * 50}))
    place = content.index(b"word/a.bin") + 25
    content[place] ^= 0x10
    assert isinstance(refused(bytes(content), "a.docx"), seen.FileDamaged | seen.PackageUnsafe)


def test_huge_pictures_are_refused_before_they_are_decoded(refused):
    for width, height in ((10_000, 5_001), (100_000, 100_000)):
        content = hostile.png(width, height) if width < 20_000 else hostile.png(width, 1)
        if width > 20_000:
            content = content.replace((1).to_bytes(4), height.to_bytes(4), 1)
        assert isinstance(refused(content, "a.png"), seen.PictureTooLarge | seen.FileDamaged)


def test_damaged_pictures_and_pictures_with_something_behind_are_refused(refused, tmp_path):
    good = hostile.png(300, 200)
    for content in (good[:-20], good[:40], good + hostile.office("docx")):
        assert isinstance(refused(content, "a.png"), seen.FileDamaged)
    assert isinstance(refused(hostile.jpeg(tmp_path / "a")[:200], "a.jpg"), seen.FileDamaged)


# --- in a worker


def test_a_worker_says_the_same_in_vietnamese(pool, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(hostile.pdf())
    assert inspect_in(pool, path, "a.pdf").pages == 1
    path.write_bytes(hostile.pdf(hostile.orphan_script))
    with pytest.raises(seen.ActiveContent):
        inspect_in(pool, path, "a.pdf")


@pytest.mark.slow
def test_a_file_that_eats_memory_is_too_complicated_and_the_hub_goes_on(tmp_path):
    poor = Workers(1, memory_bytes=600 << 20)
    path = tmp_path / "upload"
    path.write_bytes(b"%PDF-1.7\n" + b"1 0 obj [" * 40_000_000 + b"\n%%EOF")
    try:
        with pytest.raises((seen.FileTooComplicated, seen.FileDamaged)):
            inspect_in(poor, path, "a.pdf")
        path.write_bytes(hostile.pdf())
        assert inspect_in(poor, path, "a.pdf").pages == 1
    finally:
        poor.stop()


# --- names


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("Báo cáo tuần 35.pdf", "Báo cáo tuần 35.pdf"),
        (unicodedata.normalize("NFD", "Giấy mời.docx"), "Giấy mời.docx"),
        ("C:\\Users\\an\\Kế hoạch.xlsx", "Kế hoạch.xlsx"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("bao\u202ecao\u202cfdp.exe", "baocaofdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('a"<b>|c?*.pdf', "a__b__c__.pdf"),
        ("\u200b\ufeff.pdf", "tai-lieu.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.tar.pdf", "_com1.tar.pdf"),
        ("lpt¹.pdf", "_lpt¹.pdf"),
        ("console.pdf", "console.pdf"),
        ("  .. a . pdf ..", "a.pdf"),
        ("", "tai-lieu"),
        ("...", "tai-lieu"),
        ("x\ud800.pdf", "x.pdf"),
        ("a\u00a0b\u3000c.pdf", "a b c.pdf"),
    ],
)
def test_names_are_cleaned(given, clean):
    assert clean_filename(given) == clean


def test_long_names_keep_their_extension():
    for letter in ("a", "ế", "𠀀"):
        name = clean_filename(letter * 400 + ".docx")
        assert name.endswith(".docx")
        assert len(name.encode()) <= 240
        assert len(name) <= 150
        assert clean_filename(name) == name
