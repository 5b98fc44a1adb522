"""Changing the archive: sealing dossiers, keeping the search index."""

from hub.archive.service.index import (
    forget_document,
    index_all,
    index_document,
    index_dossier,
    index_meeting,
    index_minutes,
    put,
)
from hub.archive.service.sealing import ensure_can_seal, note_taken, seal

__all__ = [
    "ensure_can_seal",
    "forget_document",
    "index_all",
    "index_document",
    "index_dossier",
    "index_meeting",
    "index_minutes",
    "note_taken",
    "put",
    "seal",
]
