"""Searching without marks and ordering as a Vietnamese dictionary does."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from hub.core.fold import fold, person_sort_key, sort_key, words

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_search_ignores_marks_and_takes_d_for_its_stroked_twin() -> None:
    assert fold("ĐƯỜNG Đỗ Đức Dục") == "duong do duc duc"
    assert words("Đồng Lạc, xã!") == ["dong", "lac", "xa"]


@given(TEXT)
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


@given(TEXT)
def test_folding_twice_changes_nothing_more_in_ordinary_text(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_letters_come_before_tones() -> None:
    expected = ["an", "án", "ăn", "ân", "ấn", "da", "đa", "em", "ếm", "ô", "ơ", "u", "ư"]
    assert sorted(expected, key=sort_key, reverse=True) == expected[::-1]


def test_people_are_ordered_by_their_given_name() -> None:
    people = ["Nguyễn Văn Đạt", "Trần Thị An", "Lê Dũng", "Phạm Thị Ánh"]
    assert sorted(people, key=person_sort_key) == [
        "Trần Thị An", "Phạm Thị Ánh", "Lê Dũng", "Nguyễn Văn Đạt",
    ]  # fmt: skip
