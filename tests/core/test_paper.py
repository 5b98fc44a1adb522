from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from hub.core.numbers import decimal
from hub.core.paper import day_in_words, hour_in_words, keep_end, render
from hub.core.text import use_locale
from tests.gateways import papers


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 1, 5), "ngày 05 tháng 01 năm 2021"),
        (date(2021, 2, 28), "ngày 28 tháng 02 năm 2021"),
        (date(2021, 3, 9), "ngày 09 tháng 3 năm 2021"),
        (date(2021, 12, 10), "ngày 10 tháng 12 năm 2021"),
        (datetime(2021, 1, 4, 18, 0, tzinfo=UTC), "ngày 05 tháng 01 năm 2021"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero_in_front(day, words):
    assert day_in_words(day) == words


def test_hours_and_numbers_are_written_as_in_official_documents():
    assert hour_in_words(papers.MORNING) == "08 giờ 00 phút"
    assert decimal(1234.5, 1) == "1.234,5"
    assert decimal(None) == "–"


def test_papers_speak_vietnamese_to_everyone():
    with use_locale("en"):
        page = render("papers/invitation.html", **papers.INVITATION)
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in page
    assert "Yên Lập, ngày 05 tháng 01 năm 2026" in page
    assert "Số: 05/GM-VHTT" in page


def test_what_people_wrote_is_text_and_not_markup():
    page = render("papers/invitation.html", **papers.INVITATION | {"chair": "<script>1</script>"})
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_forgotten_value_is_a_mistake():
    with pytest.raises(UndefinedError):
        render("papers/invitation.html", unit="x")


def test_minutes_have_no_line_of_place_and_date():
    page = render("papers/minutes.html", **papers.MINUTES)
    assert "Yên Lập, ngày" not in page
    assert "BB-VHTT" in page


def test_the_last_words_of_a_name_stay_together():
    assert keep_end("Ủy ban nhân dân huyện Yên Lập") == "Ủy ban nhân dân huyện\u00a0Yên\u00a0Lập"
    assert keep_end("UBND huyện") == "UBND\u00a0huyện"
    assert keep_end("") == ""
