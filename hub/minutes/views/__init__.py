"""Pages of the minutes: reading, writing, deciding and signing."""

from hub.minutes.views import deciding, editing, reading, revisions, sealing, signing
from hub.minutes.views.blueprint import pages

__all__ = ["deciding", "editing", "pages", "reading", "revisions", "sealing", "signing"]
