"""The form of an answer, the same for a signed link and for people signed in."""

from typing import Any

from flask import request

from hub.invitations.forms import AnswerForm
from hub.invitations.models import Answer, Invitation
from hub.invitations.rules import MOST_DELEGATES
from hub.web.body import typed

#: Buttons that change what is on the page and store nothing.
ADD_DELEGATE = "add-delegate"


def typed_answer() -> dict[str, Any]:
    """Return what was typed, without delegate rows that say nothing."""
    raw = typed(AnswerForm)
    if not request.is_json:
        raw["delegates"] = [row for row in rows_of(raw) if any(map(str.strip, row.values()))]
    return raw


def rows_of(values: dict[str, Any]) -> list[dict[str, str]]:
    """Return the delegate rows typed; what is no row is left out."""
    rows = values.get("delegates")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def blank_rows(values: dict[str, Any]) -> int:
    """Return how many empty delegate rows to show below the filled ones."""
    filled = len(rows_of(values))
    wanted = 1 if filled == 0 or values.get("step") == ADD_DELEGATE else 0
    return max(0, min(wanted, MOST_DELEGATES - filled))


def values_of(invitation: Invitation) -> dict[str, Any]:
    """Return what the form shows of an answer given before, as if it had been typed.

    Without one, the answer whose link was clicked is chosen but not given.
    """
    deputy = next((each for each in invitation.delegates if each.is_deputy), None)
    others = [each for each in invitation.delegates if not each.is_deputy]
    clicked = request.args.get("answer", "")
    offered = clicked if clicked in set(Answer) else ""
    return {
        "answer": offered or (invitation.answer.value if invitation.answer else ""),
        "by_name": invitation.answered_by_name,
        "head_count": "" if invitation.head_count is None else str(invitation.head_count),
        "reason": invitation.reason,
        "deputy_name": deputy.name if deputy else "",
        "deputy_title": deputy.title if deputy else "",
        "deputy_phone": deputy.phone if deputy else "",
        "delegates": [
            {"name": each.name, "title": each.title, "phone": each.phone} for each in others
        ],
    }
