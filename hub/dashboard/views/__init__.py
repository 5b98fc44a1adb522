"""The overview, the bell, help and the entrance to the reports."""

from hub.dashboard.views import bell, guides, offline, overview, verification
from hub.dashboard.views.blueprint import pages

__all__ = ["bell", "guides", "offline", "overview", "pages", "verification"]
