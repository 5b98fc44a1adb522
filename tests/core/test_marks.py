"""The square and the code on papers lead to the page of verification."""

from uuid import UUID

import pytest

from hub.core.ids import new_id
from hub.core.marks import ALPHABET, PaperKind, code_of, mark_of, read_code

PAPER = UUID("01920000-0000-7000-8000-000000000001")


def test_the_mark_is_a_drawing_without_script_and_differs_with_its_address():
    mark = mark_of("https://hop.example.vn", PaperKind.MINUTES, PAPER)
    assert mark.address == f"https://hop.example.vn/verify/m/{PAPER}"
    assert mark.drawn.startswith("<svg")
    assert "<script" not in mark.drawn
    assert mark.drawn != mark_of("https://hop.example.vn", PaperKind.SHEET, PAPER).drawn


def test_a_code_is_read_as_people_type_it():
    code = code_of(PaperKind.SHEET, PAPER)
    assert len(code) == 19 and code.count("-") == 3
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", "  "), f" {code}\n"):
        assert read_code(typed) == read_code(code)
    assert read_code(code.replace("0", "O").replace("1", "l")) == read_code(code)


@pytest.mark.parametrize("kind", PaperKind)
def test_a_code_is_that_of_its_paper_and_of_no_other(kind):
    ours, others = new_id(), [new_id() for _each in range(200)]
    read = read_code(code_of(kind, ours))
    assert read is not None and read.kind is kind
    assert read.is_of(ours) and read.first <= ours <= read.last
    assert not any(read.is_of(each) for each in others)


def test_a_wrong_letter_and_two_exchanged_ones_are_noticed():
    code = code_of(PaperKind.RESULT, new_id()).replace("-", "")
    for place in range(1, len(code)):
        wrong = ALPHABET[(ALPHABET.index(code[place]) + 7) % 32]
        assert read_code(code[:place] + wrong + code[place + 1 :]) is None
        swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
        values = [ALPHABET.index(each) % 31 for each in code[place : place + 2]]
        assert len(set(values)) == 1 or read_code(swapped) is None


@pytest.mark.parametrize("text", ["", "-", "hello", "S", "Z" * 16, "d" * 16, "ù" * 16, "1" * 4000])
def test_what_is_no_code_is_none(text):
    assert read_code(text) is None
