"""What may and can be done with documents. Pure: the same question has the same answer."""

from hub.documents.rules.access import (
    READING_ALL,
    is_open_to_readers,
    may_issue,
    may_prepare,
    may_read,
    may_see,
    takes_documents,
)
from hub.documents.rules.contents import Content, Details, changes, details_of
from hub.documents.rules.numbers import as_printed, is_numbered, notation_of
from hub.documents.rules.receipts import (
    CHASE_AGAIN_AFTER,
    ReceiptCounts,
    Step,
    UnitReceipts,
    can_chase,
    count,
    step_of,
)
from hub.documents.rules.states import (
    can_be_replaced,
    can_delete,
    can_edit,
    can_place,
    is_late,
    needs_signatures,
    why_not_issue,
)

__all__ = [
    "CHASE_AGAIN_AFTER", "READING_ALL", "Content", "Details", "ReceiptCounts", "Step",
    "UnitReceipts",
    "as_printed", "can_be_replaced", "can_chase", "can_delete", "can_edit", "can_place",
    "changes", "count", "details_of", "is_late", "is_numbered", "is_open_to_readers", "may_issue",
    "may_prepare", "may_read", "may_see", "needs_signatures", "notation_of", "step_of",
    "takes_documents",
    "why_not_issue",
]  # fmt: skip
