import io
import subprocess

import pikepdf
import pypdfium2 as pdfium
import pytest
from markupsafe import Markup

from hub.core import progress
from hub.core.paper import render
from hub.gateways.pdf import PdfUnreadable, count_pages, page_texts, pieces, to_pdf
from tests.gateways import hostile, papers

POINTS_PER_MM = 72 / 25.4


@pytest.fixture(scope="module")
def invitation():
    return to_pdf(render("papers/invitation.html", **papers.INVITATION))


@pytest.fixture(scope="module")
def minutes():
    return to_pdf(render("papers/minutes.html", **papers.MINUTES))


def places(content: bytes, page: int, text: str) -> list[tuple[float, float, float, float]]:
    """Where a text stands on a page: left, bottom, right, top in mm from the top left corner."""
    document = pdfium.PdfDocument(content)
    words = document[page].get_textpage()
    finder = words.search(text, match_case=True)
    found = []
    while hit := finder.get_next():
        boxes = [words.get_charbox(index) for index in range(hit[0], hit[0] + hit[1])]
        left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
        top, bottom = max(b[3] for b in boxes), min(b[1] for b in boxes)
        height = document[page].get_height()
        found.append(tuple(x / POINTS_PER_MM for x in (left, height - bottom, right, height - top)))
    document.close()
    return found


def test_an_invitation_is_pdf_a_with_all_fonts_inside(invitation, tmp_path):
    with pikepdf.open(io.BytesIO(invitation)) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert "/OutputIntents" in pdf.Root
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx(
            [595.28, 841.89], abs=0.1
        )
    path = tmp_path / "paper.pdf"
    path.write_bytes(invitation)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    assert len(rows) >= 3
    assert all("Tinos" in row and " yes yes yes" in row for row in rows)
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)


def test_vietnamese_copies_out_of_a_paper_as_it_was_written(invitation):
    (text,) = page_texts(invitation)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/GM-VHTT",
        "Yên Lập, ngày 05 tháng 01 năm 2026",
        "GIẤY MỜI",
        "Lưu ý: Các điểm cầu kiểm tra đường truyền trước 07 giờ 30 phút",
        "KT. TRƯỞNG PHÒNG",
        "Đinh Thị Thử",
        "- Lưu: VT, VHTT (03).",
    ):
        assert words in text


def test_the_elements_stand_where_the_decree_wants_them(invitation):
    """Decree 30/2020/NĐ-CP, Annex I: margins, and the two columns of the heading."""
    (state,) = places(invitation, 0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    (motto,) = places(invitation, 0, "Độc lập - Tự do - Hạnh phúc")
    (superior,) = places(invitation, 0, "UBND HUYỆN YÊN LẬP")
    (number,) = places(invitation, 0, "Số: 05/GM-VHTT")
    (place,) = places(invitation, 0, "Yên Lập, ngày 05 tháng 01 năm 2026")
    assert state[3] >= 19.5
    assert state[2] <= 210 - 15 + 0.5
    assert superior[0] >= 30 - 0.5
    assert superior[2] < state[0]
    assert centre(motto) == pytest.approx(centre(state), abs=1)
    assert centre(place) == pytest.approx(centre(state), abs=1)
    assert centre(number) == pytest.approx(centre(superior), abs=1)
    assert number[1] == pytest.approx(place[1], abs=1.5)
    (capacity,) = places(invitation, 0, "PHÓ TRƯỞNG PHÒNG")
    (name,) = places(invitation, 0, "Đinh Thị Thử")
    assert centre(capacity) == pytest.approx(centre(name), abs=1)
    assert name[3] - capacity[1] >= 60 / POINTS_PER_MM  # room for the picture of a signature


def centre(box):
    return (box[0] + box[2]) / 2


def test_page_numbers_are_centred_in_the_top_margin_from_the_second_page_on(minutes):
    assert count_pages(minutes) == 2
    number = min(places(minutes, 1, "2"), key=lambda box: box[1])
    assert min(box[1] for box in places(minutes, 0, "1")) > 20
    assert number[1] < 20
    assert centre(number) == pytest.approx((30 + 195) / 2, abs=1)


def test_minutes_are_signed_by_two_side_by_side(minutes):
    last = count_pages(minutes) - 1
    (secretary,) = places(minutes, last, "Nguyễn Thị Ghi")
    (chair,) = places(minutes, last, "Hà Văn Mẫu")
    assert secretary[2] < 105 < chair[0]
    assert secretary[1] == pytest.approx(chair[1], abs=1.5)
    text = page_texts(minutes)[last]
    assert "THƯ KÝ" in text
    assert "CHỦ TỌA" in text


def test_nothing_is_loaded_from_files_or_addresses(tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'leaked' }")
    page = f"""<link rel=stylesheet href="file://{secret}"><img src="http://127.0.0.1:9/x.png">
        <img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd"><p>text"""
    content = to_pdf(page)
    (text,) = page_texts(content)
    assert text.split() == ["text"]
    assert b"/EmbeddedFile" not in content
    assert b"root:" not in content


def test_papers_are_set_in_a_worker(pool):
    page = render("papers/document.html", **papers.NOTICE)
    content = pool.run(to_pdf, page)
    assert pool.run(count_pages, content) == 1
    assert "THÔNG BÁO" in pool.run(page_texts, content)[0]


def test_our_own_papers_may_be_uploaded(invitation, tmp_path):
    from hub.gateways.inspection import inspect

    path = tmp_path / "a.pdf"
    path.write_bytes(invitation)
    assert inspect(path, "Giấy mời.pdf").pages == 1


@pytest.mark.parametrize("content", [b"", b"junk", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_said_to_be_unreadable(content):
    for read in (count_pages, page_texts):
        with pytest.raises(PdfUnreadable):
            read(content)


def test_an_empty_page_has_no_words():
    assert page_texts(hostile.pdf(pages=2)) == ["", ""]


def test_a_signature_never_stands_alone_on_a_page():
    """The text fills the first page: its last lines go over with the signature."""
    lines = Markup("<p>Các đơn vị thực hiện.</p>") * 22 + Markup("<p>Thông báo để biết./.</p>")
    first, last = page_texts(
        to_pdf(render("papers/document.html", **papers.NOTICE | {"body": lines}))
    )
    assert "CHÁNH VĂN PHÒNG" not in first
    assert "Thông báo để biết./." in last
    assert "Trần Văn Phòng" in last


def test_a_table_of_many_rows_is_set_in_pieces_whose_pages_count_on(monkeypatch, tmp_path):
    head = "<thead><tr><th>Điểm cầu</th></tr></thead>"
    rows = "".join(f"<tr><td>Xã-{number}</td></tr>\n" for number in range(95))
    table = f'<table class="grid">{head}<tbody>{rows}</tbody></table>'
    body = f"<p>Mở đầu</p>{table}<p>Giữa</p>{table}<p>Nơi nhận</p>"
    style = "@page { @top-center { content: counter(page); } }"
    first = "@page :first { @top-center { content: none; } }"
    html = f"<html><head><style>{style} {first}</style></head><body>{body}</body></html>"
    whole = page_texts(to_pdf(html))
    monkeypatch.setattr(pieces, "ROWS", 40)
    made = to_pdf(html)
    texts = page_texts(made)
    words = " ".join(" ".join(texts).split())
    assert words.count("Xã-") == 2 * 95 == " ".join(whole).count("Xã-")
    assert [words.count(each) for each in ("Mở đầu", "Giữa", "Nơi nhận")] == [1, 1, 1]
    assert words.index("Xã-94") < words.index("Giữa") < words.index("Nơi nhận")
    assert "1" not in texts[0].split() and len(texts) > len(whole)
    assert all(str(number) in text.split() for number, text in enumerate(texts[1:], 2))
    assert all("Điểm cầu" in text for text in texts if "Xã-" in text)
    file = tmp_path / "paper.pdf"
    file.write_bytes(made)
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.Root.OutputIntents, "it is PDF/A still"


def test_a_long_paper_tells_how_far_it_is_and_can_be_given_up_between_two_pieces() -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(2_500))
    html = f"<html><head></head><body><table><tbody>{rows}</tbody></table></body></html>"
    heard: list[tuple[int, int, str]] = []
    with progress.heard_by(lambda *told: heard.append(told)):
        pieces.set_in_pieces(html, lambda _piece: (b"%PDF-1.7", 40))
    assert heard == [
        (0, 3, "đang in từ dòng 1"),
        (1, 3, "đang in từ dòng 1.001"),
        (2, 3, "đang in từ dòng 2.001"),
        (3, 3, ""),
    ]

    class GivenUp(Exception):
        pass

    def give_up(done: int, _total: int, _current: str) -> None:
        if done == 1:
            raise GivenUp

    made: list[str] = []
    with pytest.raises(GivenUp), progress.heard_by(give_up):
        pieces.set_in_pieces(html, lambda piece: (made.append(piece) or b"%PDF-1.7", 40))
    assert len(made) == 1
    progress.tell(1, 1)  # nobody listens any more
