"""A sentence shown once, on the next page: what was just done."""

import json
from typing import Literal
from uuid import UUID

from flask import flash, url_for

Kind = Literal["ok", "warn", "error"]
#: The category of a sentence beside which a button takes back what was done.
WITH_UNDO = "undo"


def say(sentence: str, kind: Kind = "ok") -> None:
    """Show a translated sentence on the next page."""
    flash(sentence, kind)


def say_with_undo(sentence: str, removal_id: UUID) -> None:
    """Show a sentence and, for some seconds, the button that takes it back (hub.undo)."""
    say_with_way_back(sentence, url_for("undo.restore", removal_id=removal_id))


def spoken(sentence: str, kind: Kind = "ok", *, removal_id: UUID | None = None) -> dict[str, str]:
    """Return the headers that show a sentence beside a fragment, on the page that asked for it.

    With the removal a button takes it back, and the page hears `taken-back`.
    """
    undo = url_for("undo.restore", removal_id=removal_id) if removal_id else ""
    return {"HX-Trigger": json.dumps({"said": {"text": sentence, "kind": kind, "undo": undo}})}


def say_with_way_back(sentence: str, path: str) -> None:
    """Show a sentence and, for some seconds, the button that takes it back by a POST to a path."""
    flash(f"{path} {sentence}", WITH_UNDO)
