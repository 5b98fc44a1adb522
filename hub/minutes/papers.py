"""The text that minutes begin with, and the paper that is signed (form 1.9)."""

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from hub.core import paper
from hub.core.marks import Mark
from hub.core.text import N_
from hub.minutes.queries import Facts, Office
from hub.minutes.rules.numbers import ABBREVIATION

#: Pieces of the facts that the secretary can put into the text: name, title, icon.
PIECES: Final = (
    ("attendance", N_("Who was there"), "users"),
    ("roll", N_("Roll call as a table"), "table"),
    ("agenda", N_("Agenda of the meeting"), "list-numbers"),
    ("speeches", N_("Who had the floor"), "microphone"),
    ("votes", N_("Results of the votes"), "checkbox"),
    ("leaders", N_("Chair and secretary"), "user-check"),
    ("times", N_("Beginning of the meeting"), "player-play"),
    ("end", N_("End of the meeting"), "player-stop"),
)
#: A paragraph that has nothing but words in bold.
BOLD: Final = re.compile(r"<p>(<(strong|b)>[^<]*</\2>)</p>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the facts as HTML for the editor; `html` may be empty."""

    name: str
    title: str
    icon: str
    html: Markup


def draft(facts: Facts) -> str:
    """Return the first draft: what form 1.9 asks for and the hub knows, as HTML."""
    return paper.render("papers/minutes_facts.html", facts=facts, part="all")


def pieces(facts: Facts) -> list[Piece]:
    """Return the pieces of the facts that hold anything."""
    made = [
        Piece(name, title, icon, Markup(_piece(facts, name)))  # noqa: S704  (our own template)
        for name, title, icon in PIECES
    ]
    return [each for each in made if each.html.strip()]


def document(*, title: str, number: str, office: Office, html: str, mark: Mark) -> str:
    """Return the paper as HTML, ready to become a PDF. `html` is clean; `number` 05/BB-UBND.

    By its `mark` anybody can check the paper.
    """
    ordinal, _, notation = number.partition("/")
    return paper.render(
        "papers/minutes.html",
        unit=office.name,
        superior=office.superior,
        number=ordinal,
        notation=notation or f"{ABBREVIATION}-{office.abbreviation}",
        subject=title,
        body=Markup(_as_printed(html)),  # noqa: S704  (clean HTML)
        secretary_name=office.secretary,
        chair_name=office.chair,
        mark=mark,
        to=(
            paper_line(N_("Those who took part")),
            paper_line(N_("Registry and file of the meeting")),
        ),
    )


def _as_printed(html: str) -> str:
    """Return the text with the styles of papers; a paragraph all in bold heads what follows."""
    return BOLD.sub(r'<p class="heading">\1</p>', html).replace("<table>", '<table class="grid">')


def paper_line(msgid: str) -> str:
    """Return a fixed line of the paper in its language, Vietnamese."""
    from hub.core.text import gettext, use_locale

    with use_locale("vi"):
        return gettext(msgid)


def _piece(facts: Facts, name: str) -> str:
    return paper.render("papers/minutes_facts.html", facts=facts, part=name)
