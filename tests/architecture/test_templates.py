"""House rules of the templates: every word can be translated, nothing the policy would block."""

import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

ROOT = Path(__file__).parents[2] / "templates"
#: Mails and printed papers may carry styles; their words are checked all the same.
STYLED = ("mail", "papers")
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription"}
WORD = re.compile(r"[^\W\d_]{2,}")
EXPRESSION = "\u241f"
#: Written the same in every language: a format to type, units, names of files and keys.
SAME_EVERYWHERE = re.compile(
    r"dd/mm/yyyy|HH:mm|Ctrl|Esc|\b(?:ms|[kM]bit/s|kB|MB|GB|fps|MOS|PDF|XLSX|CSV|DOCX|SHA-256|UTC|A4)\b"
)
#: Blocks that hold a class, a theme or printed styles, not words.
WORDLESS_BLOCKS = re.compile(
    r"\{% block (?:theme|stage_class|style) %\}.*?\{% endblock %\}", re.DOTALL
)
FILES = sorted(ROOT.rglob("*.html"))


class _Reader(HTMLParser):
    """Collects what is wrong with the markup between Jinja's marks."""

    def __init__(self, *, may_style: bool) -> None:
        super().__init__()
        self.may_style = may_style
        self.silent = 0
        self.wrong: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in {"script", "style", "code", "pre", "kbd"}:
            self.silent += 1
        is_data = named.get("type") in {"application/json", "importmap"}
        if tag == "script" and "src" not in named and not is_data:
            self._say("inline script")
        for name, value in attrs:
            if name.startswith("on"):
                self._say(f"inline handler {name}")
            elif name == "style" and not self.may_style:
                self._say("style attribute")
            elif name in SPOKEN and value and _has_words(value):
                self._say(f"{name} outside _(): {value[:60]!r}")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "code", "pre", "kbd"}:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent and _has_words(data):
            self._say(f"text outside _(): {data.strip()[:60]!r}")

    def _say(self, what: str) -> None:
        self.wrong.append((self.getpos()[0], what))


def _has_words(text: str) -> bool:
    if EXPRESSION in text:
        text = text.replace(EXPRESSION, " ")
    return bool(WORD.search(SAME_EVERYWHERE.sub(" ", text)))


def _mistakes(source: str, *, may_style: bool = False) -> list[tuple[int, str]]:
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    skipped = 0
    kept: list[str] = []
    for _line, token, value in environment.lex(WORDLESS_BLOCKS.sub("", source)):
        if token == "name" and value == "trans":
            skipped += 1
        elif token == "name" and value == "endtrans":
            skipped -= 1
        elif token == "data":
            kept.append("\n" * value.count("\n") if skipped else value)
        elif token == "variable_begin":
            kept.append(EXPRESSION)
        else:
            kept.append("\n" * value.count("\n"))
    reader = _Reader(may_style=may_style)
    reader.feed("".join(kept))
    return reader.wrong


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_template_keeps_the_house_rules(file: Path) -> None:
    may_style = file.relative_to(ROOT).parts[0] in STYLED
    assert not _mistakes(file.read_text(encoding="utf-8"), may_style=may_style)


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Hello there</p>",
        '<button title="Close it">{{ icon("x") }}</button>',
        '<p style="color: red">{{ _("x") }}</p>',
        '<button onclick="go()">{{ _("x") }}</button>',
        "<script>go()</script>",
        "<p>{% if x %}Some words{% endif %}</p>",
    ],
)
def test_what_breaks_the_rules_is_found(planted: str) -> None:
    assert _mistakes(planted)


def test_translated_words_are_not_mistakes() -> None:
    assert not _mistakes('<p title="{{ _("Close it") }}">{{ _("Hello there") }} <b>12:00</b></p>')
    assert not _mistakes("<p>{% trans %}Hello there{% endtrans %}</p>")
