"""Pages of the archive: dossiers and search."""

from hub.archive.views import dossiers, sealing, search
from hub.archive.views.blueprint import pages

__all__ = ["dossiers", "pages", "sealing", "search"]
