"""Snippets and retention."""

from hypothesis import given
from hypothesis import strategies as st

from hub.archive import rules
from hub.core.fold import words
from hub.meetings.models import MeetingType

TEXT = "Hội nghị triển khai xây dựng chính quyền điện tử tại xã Đồng Lạc, huyện Yên Lập"


def _shown(pieces: object) -> str:
    return "".join(f"[{each.text}]" if each.found else each.text for each in pieces)


def test_words_typed_without_marks_are_marked_in_the_text_as_written() -> None:
    shown = _shown(rules.highlighted(TEXT, words("dong lac dien tu")))
    assert "xã [Đồng] [Lạc]" in shown
    assert "[điện] [tử]" in shown


def test_only_whole_words_are_marked_and_what_begins_with_the_last() -> None:
    text = "họp trực tuyến về điện tử"
    assert _shown(rules.highlighted(text, ["tu", "dien"])) == "họp trực tuyến về [điện] [tử]"
    assert _shown(rules.highlighted(text, ["dien", "tu"])) == ("họp trực [tu]yến về [điện] [tử]")


def test_a_snippet_begins_near_the_first_word_found() -> None:
    long = "mở đầu " * 100 + TEXT + " kết thúc" * 100
    shown = _shown(rules.snippet(long, words("đồng lạc")))
    assert shown.startswith("…")
    assert "[Đồng] [Lạc]" in shown
    assert shown.endswith("…")
    assert len(shown) < 300


@given(st.text(max_size=80), st.lists(st.text(alphabet="aođ", min_size=1, max_size=3), max_size=4))
def test_marking_words_never_changes_the_text(text: str, asked: list[str]) -> None:
    import unicodedata

    composed = unicodedata.normalize("NFC", text)
    pieces = rules.highlighted(composed, [word for each in asked for word in words(each)])
    assert "".join(each.text for each in pieces) == composed


def test_a_final_review_is_kept_for_ever_and_a_briefing_ten_years() -> None:
    assert rules.default_retention(MeetingType.FINAL_REVIEW).years is None
    assert rules.default_retention(MeetingType.BRIEFING).years == 10
    assert rules.default_retention(MeetingType.INTERIM_REVIEW).years == 5
