"""Changes to documents, in the words of the registry."""

from hub.documents.service.distribution import (
    acknowledge,
    chase,
    issue,
    note_deliveries,
    note_downloaded,
    note_opened,
    recall,
)
from hub.documents.service.documents import (
    add_document,
    add_version,
    delete_draft,
    edit,
    move_up,
)
from hub.documents.service.numbers import assign_number, take_number
from hub.documents.service.uploads import (
    begin_upload,
    drop_upload,
    finish_upload,
    refuse_upload,
)

__all__ = [
    "acknowledge", "add_document", "add_version", "assign_number", "begin_upload", "chase",
    "delete_draft", "drop_upload", "edit", "finish_upload", "issue", "move_up",
    "note_deliveries", "note_downloaded", "note_opened", "recall", "refuse_upload", "take_number",
]  # fmt: skip
