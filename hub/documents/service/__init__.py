"""Changes to documents, in the words of the registry."""

from hub.documents.service.certificates import SUBJECT as CERTIFICATE
from hub.documents.service.certificates import (
    certify_elsewhere,
    content_of,
    record_certificate,
)
from hub.documents.service.distribution import (
    acknowledge,
    chase,
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
from hub.documents.service.marks import drop_mark, mark_page, rewrite_mark
from hub.documents.service.numbers import assign_number, take_number
from hub.documents.service.packs import note_pack_taken
from hub.documents.service.renditions import (
    ask_rendition_again,
    begin_rendition,
    fail_rendition,
    keep_rendition,
    note_office_missing,
)
from hub.documents.service.reopening import reopen
from hub.documents.service.replacing import choose_replacement, issue
from hub.documents.service.uploads import (
    begin_upload,
    drop_upload,
    finish_upload,
    quarantine_upload,
    refuse_upload,
)
from hub.documents.service.watching import watch_acknowledgements

__all__ = [
    "CERTIFICATE",
    "acknowledge",
    "add_document",
    "add_version",
    "ask_rendition_again",
    "assign_number",
    "begin_rendition",
    "begin_upload",
    "certify_elsewhere",
    "chase",
    "choose_replacement",
    "content_of",
    "delete_draft",
    "drop_mark",
    "drop_upload",
    "edit",
    "fail_rendition",
    "finish_upload",
    "issue",
    "keep_rendition",
    "mark_page",
    "move_up",
    "note_deliveries",
    "note_downloaded",
    "note_office_missing",
    "note_opened",
    "note_pack_taken",
    "quarantine_upload",
    "recall",
    "record_certificate",
    "refuse_upload",
    "reopen",
    "rewrite_mark",
    "take_number",
    "watch_acknowledgements",
]
