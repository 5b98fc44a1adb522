"""The overview, the bell, help and the entrance to the reports."""

from hub.dashboard.views import bell, guides, overview, verification
from hub.dashboard.views.blueprint import pages

__all__ = ["bell", "guides", "overview", "pages", "verification"]
