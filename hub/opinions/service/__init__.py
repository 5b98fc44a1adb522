"""Changing consultations."""

from hub.opinions.service.answering import (
    SUBJECT,
    Paper,
    answer,
    answer_elsewhere,
    answer_in_secret,
    ensure_can_answer,
)
from hub.opinions.service.conducting import (
    cancel,
    chase,
    close_early,
    count,
    ensure_can_issue,
    extend,
    issue,
    open_consultation,
)
from hub.opinions.service.preparing import (
    Plan,
    add_question,
    attach,
    detach,
    discard,
    draft,
    drop_question,
    edit,
)

__all__ = [
    "SUBJECT", "Paper", "Plan", "add_question", "answer", "answer_elsewhere", "answer_in_secret",
    "attach", "cancel", "chase", "close_early", "count", "detach", "discard", "draft",
    "drop_question", "edit", "ensure_can_answer", "ensure_can_issue", "extend", "issue",
    "open_consultation",
]  # fmt: skip
