"""Pure decisions of the archive: who seals, how long things are kept, what a snippet shows."""

from hub.archive.rules.access import may_seal, may_see_dossier
from hub.archive.rules.packages import Package
from hub.archive.rules.retention import RETENTION, RetentionClass, default_retention
from hub.archive.rules.snippets import Piece, highlighted, snippet

__all__ = [
    "RETENTION",
    "Package",
    "Piece",
    "RetentionClass",
    "default_retention",
    "highlighted",
    "may_seal",
    "may_see_dossier",
    "snippet",
]
