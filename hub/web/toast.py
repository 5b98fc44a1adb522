"""A sentence shown once, on the next page: what was just done."""

from typing import Literal

from flask import flash

Kind = Literal["ok", "warn", "error"]


def say(sentence: str, kind: Kind = "ok") -> None:
    """Show a translated sentence on the next page."""
    flash(sentence, kind)
