"""The colours of tokens.css can be read, in both themes (WCAG 2.2: 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
TEXT = 4.5
SHAPES = 3.0

#: Who is written or drawn on what.
PAIRS = [
    *[("text", ground, TEXT) for ground in ("canvas", "surface", "sunken", "hover")],
    *[("muted", ground, TEXT) for ground in ("canvas", "surface", "sunken", "hover")],
    *[
        (tone, ground, TEXT)
        for tone in ("primary", "seal", "gold", "info", "ok")
        for ground in ("surface", "canvas", "hover", f"{tone}-tint")
    ],
    *[("text", f"{tone}-tint", TEXT) for tone in ("primary", "seal", "gold", "info", "ok")],
    *[("muted", f"{tone}-tint", TEXT) for tone in ("primary", "gold")],
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-strong", TEXT),
    ("on-seal", "seal-fill", TEXT),
    ("on-seal", "seal-fill-strong", TEXT),
    ("on-gold", "gold-fill", TEXT),
    ("rail-text", "rail", TEXT),
    ("rail-muted", "rail", TEXT),
    ("rail-muted", "rail-raised", TEXT),
    ("line-strong", "surface", SHAPES),
    ("line-strong", "canvas", SHAPES),
    ("focus", "canvas", SHAPES),
    ("focus", "surface", SHAPES),
    ("rail-mark", "rail", SHAPES),
    ("stage-text", "stage", TEXT),
    ("stage-text", "stage-raised", TEXT),
    ("stage-text", "stage-hover", TEXT),
    ("stage-text", "stage-on", TEXT),
    ("stage-text", "stage-leave", TEXT),
    ("stage-muted", "stage-panel", TEXT),
    ("stage-muted", "stage-raised", TEXT),
    ("ok-fill", "surface", SHAPES),
    ("seal", "canvas", SHAPES),
]


def _tokens(selector: str) -> dict[str, str]:
    """Return the hex colours that the rules for a selector set, later rules over earlier."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    found: dict[str, str] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        if selector in selectors:
            found.update(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})\b", body))
    return found


THEMES = {
    "light": _tokens(":root"),
    "dark": _tokens(":root") | _tokens('[data-bs-theme="dark"]'),
}


def luminance(colour: str) -> float:
    """Return the relative luminance of a hex colour (WCAG 2.2, definition)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two hex colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_colours_can_be_told_apart(theme: str) -> None:
    tokens = THEMES[theme]
    poor = [
        f"{ink} on {ground}: {contrast(tokens[ink], tokens[ground]):.2f}"
        for ink, ground, least in PAIRS
        if contrast(tokens[ink], tokens[ground]) < least
    ]
    assert not poor


def test_styles_use_no_colour_that_old_browsers_do_not_know() -> None:
    unknown = re.compile(r"oklch\(|color-mix\(|light-dark\(|\blab\(|@layer")
    for sheet in TOKENS.parent.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not unknown.search(text), sheet.name
