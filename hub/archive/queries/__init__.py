"""Looking up dossiers, what belongs in one, and everything that can be found."""

from hub.archive.queries.contents import Chain, Contents, Letter, contents_of
from hub.archive.queries.dossiers import (
    Check,
    Listed,
    Readiness,
    find_dossier,
    get_dossier,
    get_meeting_to_keep,
    listed,
    readiness,
    seal_key,
    seal_keys,
    to_seal,
)
from hub.archive.queries.search import Found, Result, find_entry, search

__all__ = [
    "Chain",
    "Check",
    "Contents",
    "Found",
    "Letter",
    "Listed",
    "Readiness",
    "Result",
    "contents_of",
    "find_dossier",
    "find_entry",
    "get_dossier",
    "get_meeting_to_keep",
    "listed",
    "readiness",
    "seal_key",
    "seal_keys",
    "search",
    "to_seal",
]
