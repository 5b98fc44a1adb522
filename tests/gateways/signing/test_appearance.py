import io
import subprocess
import unicodedata
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from hub.gateways.signing import fields, fonts, places
from hub.gateways.signing.contract import Appearance, FontFolders, Place, Profile
from hub.gateways.signing.problems import FontMissing, ImageUnreadable
from tests.gateways.signing import papers
from tests.gateways.signing.conftest import NOW, PERSON, signed

ATTACHMENT = Appearance(Profile.ORG_ATTACHMENT, number="125/GM-UBND")
COPY = Appearance(Profile.COPY, copy_of="SAO Y", unit=papers.OFFICE)


def text_of(pdf, tmp_path, *options):
    (tmp_path / "t.pdf").write_bytes(pdf)
    out = subprocess.run(
        ["pdftotext", *options, "t.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    return unicodedata.normalize("NFC", out.stdout.decode())


def crop(place):
    """The rectangle of a place as pdftotext counts it: from the top, whole points."""
    left, bottom, right, top = (round(number) for number in place.box)
    page = ["-f", str(place.page + 1), "-l", str(place.page + 1)]
    return [*page, "-x", str(left), "-y", str(842 - top),
            "-W", str(right - left), "-H", str(top - bottom)]  # fmt: skip


def colours_in(pdf, place):
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    pdfium.raw.FPDF_SetFormFieldHighlightAlpha(document.formenv, 0)
    page = document[place.page]
    image = page.render(scale=2).to_pil().convert("RGB")
    left, bottom, right, top = place.box
    height = page.get_height()
    part = image.crop((left * 2, (height - top) * 2, right * 2, (height - bottom) * 2))
    return [pixel for _, pixel in part.getcolors(1_000_000)]


def test_an_attachment_bears_number_and_moment_at_the_top_right(office, tmp_path):
    result = signed(office, appearance=ATTACHMENT)
    lines = text_of(result.pdf, tmp_path, *crop(result.place)).split("\n")
    assert lines[:2] == ["125/GM-UBND", "2026-11-22T15:00:00+07:00"]
    assert result.place.page == 0
    assert result.place.top == pytest.approx(841.89 - 20, abs=0.5)
    assert result.place.right > 480


def test_a_copy_bears_its_kind_the_office_and_the_moment(office, tmp_path):
    result = signed(office, appearance=COPY)
    lines = text_of(result.pdf, tmp_path, *crop(result.place)).split("\n")
    assert lines[:3] == ["SAO Y", papers.OFFICE, "2026-11-22T15:00:00+07:00"]


def test_a_long_name_is_folded_and_stays_in_its_box(office, tmp_path):
    unit = "Ủy ban nhân dân phường Nguyễn Thị Minh Khai thành phố Thủ Dầu Một tỉnh Bình Dương"
    result = signed(office, appearance=replace(COPY, unit=unit))
    assert result.place.right - result.place.left <= 226
    everything = text_of(result.pdf, tmp_path, *crop(result.place))
    assert unit in " ".join(everything.split())
    dark = [pixel for pixel in colours_in(result.pdf, result.place) if sum(pixel) < 300]
    assert dark
    outside = replace(result.place, left=result.place.left - 40, right=result.place.left - 1)
    assert colours_in(result.pdf, outside) == [(255, 255, 255)]


def test_every_vietnamese_letter_copies_out(office, tmp_path):
    letters = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(
        unicodedata.normalize("NFC", base + mark)
        for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for mark in "\u0300\u0301\u0303\u0309\u0323"
    )
    unit = " ".join(letters[at : at + 12] for at in range(0, len(letters), 12))
    result = signed(office, appearance=replace(COPY, unit=unit))
    assert unit in " ".join(text_of(result.pdf, tmp_path, *crop(result.place)).split())


def test_a_name_typed_with_loose_marks_looks_the_same(office, tmp_path):
    loose = unicodedata.normalize("NFD", papers.OFFICE)
    result = signed(office, appearance=replace(COPY, unit=loose))
    assert papers.OFFICE in text_of(result.pdf, tmp_path, *crop(result.place))


def test_all_fonts_are_embedded_and_widths_are_true(office, tmp_path):
    (tmp_path / "t.pdf").write_bytes(signed(office, appearance=COPY).pdf)
    out = subprocess.run(
        ["pdffonts", "t.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    rows = [line for line in out.stdout.splitlines()[2:] if "Tinos" in line]
    assert rows and all(" yes yes yes " in row for row in rows)
    path = fonts.rescaled(fonts.REGULAR)
    assert TTFont(path)["head"].unitsPerEm == 1000
    assert fonts.width_em("m" * 10, path) == pytest.approx(7.78, abs=0.01)


def test_a_person_signs_in_blue_above_the_own_name(chair):
    result = signed(chair, appearance=PERSON)
    assert result.place.page == 0
    assert 300 < result.place.left < result.place.right < 560
    colours = colours_in(result.pdf, result.place)
    assert any(blue > 130 and red < 60 for red, _, blue in colours)


def test_the_seal_is_red_and_covers_the_left_third_of_the_signature(signed_minutes, chair, office):
    person = signed(chair, appearance=PERSON)
    seal = signed(
        office, person.pdf, field_name="CoQuan",
        appearance=Appearance(Profile.ORG_MAIN, unit=papers.OFFICE),
    )  # fmt: skip
    third = person.place.left + (person.place.right - person.place.left) / 3
    assert seal.place.right == pytest.approx(third, abs=1.5)
    assert seal.place.left < person.place.left
    middles = [(place.bottom + place.top) / 2 for place in (seal.place, person.place)]
    assert middles[0] == pytest.approx(middles[1], abs=1.5)
    assert seal.place.right - seal.place.left == pytest.approx(102, abs=1)
    assert any(red > 180 and green < 60 for red, green, _ in colours_in(seal.pdf, seal.place))


def test_a_supplied_picture_is_shown_with_its_transparency(chair):
    image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    image.paste((10, 20, 200, 255), (100, 40, 200, 80))
    png = io.BytesIO()
    image.save(png, "PNG")
    result = signed(chair, appearance=replace(PERSON, image=png.getvalue()))
    colours = colours_in(result.pdf, result.place)
    assert (10, 20, 200) in colours
    assert (0, 0, 0) not in colours


@pytest.mark.parametrize("image", [b"GIF89a", b"\x89PNG\r\n\x1a\n", b"x" * 3_000_000])
def test_what_is_no_picture_is_refused(chair, image):
    with pytest.raises(ImageUnreadable):
        signed(chair, appearance=replace(PERSON, image=image))


def test_each_column_of_the_minutes_gets_its_own_signature():
    left = places.person_place(papers.minutes(), papers.SECRETARY)
    right = places.person_place(papers.minutes(), papers.CHAIR)
    assert left.page == right.page == 1
    assert left.right < right.left
    assert left.bottom == pytest.approx(right.bottom, abs=3)


def test_the_same_name_in_both_columns_is_told_by_its_side():
    pdf = papers.minutes()
    assert places.person_place(pdf, papers.CHAIR, "right").left > 300
    assert places.person_place(pdf, "THƯ KÝ", "left").right < 320


def test_a_paper_without_the_name_is_signed_at_the_bottom_right_of_its_last_page():
    place = places.person_place(papers.minutes(), "Người Không Có Tên")
    assert place.page == 1
    assert place.right == pytest.approx(595.28 - 56.7, abs=0.1)
    assert place.bottom == pytest.approx(70.9)


def test_a_signature_does_not_cover_text_above_the_name(chair):
    place = fields.locate(papers.minutes(), Appearance(Profile.PERSON, name=papers.CHAIR), NOW)
    page = pdfium.PdfDocument(papers.minutes())[place.page]
    assert not page.get_textpage().get_text_bounded(*place.box).strip()


def test_a_given_place_is_taken_as_it_is(chair):
    place = Place(0, 50, 60, 200, 120)
    assert signed(chair, appearance=replace(PERSON, place=place)).place == place


def test_a_missing_font_is_one_clear_sentence(office, tmp_path):
    nowhere = FontFolders((tmp_path,), tmp_path / "cache")
    with pytest.raises(FontMissing) as refusal:
        signed(office, appearance=COPY, fonts=nowhere)
    assert "fonts-croscore" in refusal.value.text


def test_the_font_is_rescaled_once_into_the_cache_folder(office, tmp_path):
    folders = FontFolders(fonts.DEFAULT_FOLDERS.search, tmp_path / "cache")
    first = fonts.rescaled(fonts.REGULAR, folders)
    written = first.stat().st_mtime_ns
    assert fonts.rescaled(fonts.REGULAR, folders) == first
    assert first.stat().st_mtime_ns == written
    assert [each.suffix for each in folders.cache.iterdir()] == [".ttf"]
