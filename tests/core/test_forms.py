"""What people type becomes typed values, or one sentence per mistake."""

import unicodedata
from typing import Annotated

import pytest
from pydantic import Field, StringConstraints

from hub.core.errors import InvalidInput
from hub.core.forms import Email, Form, Line, Text, Title, WallTime, read
from hub.core.text import use_locale


class MeetingForm(Form):
    title: Title
    starts_at: WallTime
    minutes: Annotated[int, Field(ge=1, le=600)] = 15


GOOD = {"title": "Giao ban tuần", "starts_at": "23/11/2026 08:00"}


def mistakes(**changes: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        read(MeetingForm, {**GOOD, **changes})
    return refused.value.fields


def test_every_mistake_is_reported_at_once_beside_its_field() -> None:
    assert mistakes(title="", starts_at="mai", minutes="nhiều", secret="x").keys() == {
        "title", "starts_at", "minutes", "secret",
    }  # fmt: skip


def test_text_typed_in_decomposed_form_is_stored_composed() -> None:
    typed = unicodedata.normalize("NFD", "Điểm cầu Yên Lập")
    assert read(MeetingForm, {**GOOD, "title": typed}).title == "Điểm cầu Yên Lập"


@pytest.mark.parametrize("text", ["a\x00bc", "abc\u202egpj.exe", "abc\x1b[31m"])
def test_invisible_characters_are_refused_with_a_sentence(text: str) -> None:
    assert mistakes(title=text)["title"] == "Hãy xóa các ký tự điều khiển không nhìn thấy."


@pytest.mark.parametrize("text", ["abc\ud800", "a\ufffdbc"])
def test_half_a_character_is_not_utf8(text: str) -> None:
    assert "UTF-8" in mistakes(title=text)["title"]


@pytest.mark.parametrize("time", ["2026-13-01T08:00", "23/11/2026", "31/02/2026 08:00", "8h", ""])
def test_a_time_that_is_none_says_how_to_write_it(time: str) -> None:
    assert "23/11/2026 08:00" in mistakes(starts_at=time)["starts_at"]


def test_too_long_says_how_long_it_may_be() -> None:
    assert mistakes(title="x" * 301)["title"] == "Nhập nhiều nhất 300 ký tự."


class NamedForm(Form):
    code: Annotated[Text, StringConstraints(min_length=2, max_length=5)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Mục này bắt buộc nhập."),
        ("a", "Nhập ít nhất 2 ký tự."),
        ("abcdef", "Nhập nhiều nhất 5 ký tự."),
    ],
)
def test_a_text_is_never_called_a_choice(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(NamedForm, {"code": typed})
    assert refused.value.fields == {"code": said}


@pytest.mark.parametrize("wrong", [[], {}, 7, True])
def test_a_wrong_type_is_a_mistake_and_not_a_failure(wrong: object) -> None:
    assert "title" in mistakes(title=wrong)


def test_a_line_holds_no_line_end_that_could_split_a_mail_header() -> None:
    class NameForm(Form):
        name: Line

    assert read(NameForm, {"name": "Ông A\r\nBcc: x@y"}).name == "Ông A Bcc: x@y"


@pytest.mark.parametrize("address", ["a@b", "x@y.vn, z@y.vn", "<x@y.vn>", "a b@c.vn", "@y.vn"])
def test_only_plain_addresses_are_taken(address: str) -> None:
    class MailForm(Form):
        mail: Email

    if address == "a@b":
        assert read(MailForm, {"mail": address}).mail == "a@b"
    else:
        with pytest.raises(InvalidInput):
            read(MailForm, {"mail": address})


def test_sentences_follow_the_language_of_the_reader() -> None:
    with use_locale("en"):
        assert mistakes(title="x" * 301)["title"] == "Write at most 300 characters."


def test_a_field_left_empty_is_asked_for_and_not_counted() -> None:
    with use_locale("en"):
        assert mistakes(title=" ")["title"] == "This is required."
        assert mistakes(title="ab")["title"] == "Write at least 3 characters."
