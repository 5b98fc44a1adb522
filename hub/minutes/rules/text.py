"""The text of minutes: which HTML is kept, and what it says without marks."""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

import nh3

#: What the editor writes and form 1.9 can print. No links, pictures, styles or scripts.
TAGS: Final = frozenset(
    {"p", "br", "h2", "h3", "h4", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li",
     "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td"}
)  # fmt: skip
ATTRIBUTES: Final = {
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
#: Elements whose content goes away with them.
GONE_WITH_CONTENT: Final = frozenset({"script", "style", "title", "noscript", "template"})
#: Elements that end a line of plain text.
BLOCKS: Final = frozenset({"p", "h2", "h3", "h4", "li", "tr", "blockquote", "hr", "br"})
CELLS: Final = frozenset({"td", "th"})
LISTS: Final = frozenset({"ul", "ol"})
SMALL_NUMBER: Final = re.compile(r"[1-9][0-9]?")
SPACES: Final = re.compile(r"\s+")


def clean(html: str) -> str:
    """Return the HTML with only what minutes may hold, NFC, without invisible controls."""
    kept = "".join(
        each
        for each in unicodedata.normalize("NFC", html)
        if each in "\n\t" or not unicodedata.category(each).startswith("C") or each == "\u00ad"
    )
    return nh3.clean(
        kept,
        tags=set(TAGS),
        clean_content_tags=set(GONE_WITH_CONTENT),
        attributes=ATTRIBUTES,
        attribute_filter=_only_small_numbers,
        link_rel=None,
        url_schemes=set(),
    ).strip()


def _only_small_numbers(_tag: str, _name: str, value: str) -> str | None:
    return value if SMALL_NUMBER.fullmatch(value) and value != "1" else None


def blocks_of(html: str) -> list[str]:
    """Return the text as lines: paragraphs, headings, list items, rows of tables."""
    reader = _Lines()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.lines


def plain_text(html: str) -> str:
    """Return what the text says, a line per block."""
    return "\n".join(blocks_of(html))


class _Lines(HTMLParser):
    """Collects the lines of clean HTML; a paragraph in a cell or an item does not end it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._now: list[str] = []
        self._mark = ""
        self._cells = 0
        self._lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a list, an item or a cell."""
        if tag in CELLS:
            self._cells += 1
            self._now += [" | "] if self._now else []
        elif tag in LISTS:
            self.end_line()
            self._lists.append(None if tag == "ul" else int(dict(attrs).get("start") or 1))
        elif tag in BLOCKS and not self._cells:
            self.end_line()
        if tag == "li":
            self._begin_item()

    def handle_endtag(self, tag: str) -> None:
        """End what began."""
        if tag in CELLS:
            self._cells = max(0, self._cells - 1)
        elif tag in LISTS and self._lists:
            self.end_line()
            self._lists.pop()
        elif tag in BLOCKS and not self._cells:
            self.end_line()

    def handle_data(self, data: str) -> None:
        """Go on with the line."""
        self._now.append(data)

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        self._mark = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def end_line(self) -> None:
        """Keep the line if it says anything, behind the mark of its item."""
        line = SPACES.sub(" ", "".join(self._now)).strip()
        self._now = []
        if line:
            self.lines.append(self._mark + line)
            self._mark = ""
