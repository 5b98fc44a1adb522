"""Pages of savings."""

from flask import Blueprint

pages = Blueprint("savings", __name__)

from hub.savings.views import assumptions, reports  # noqa: E402  (they fill `pages`)

__all__ = ["assumptions", "pages", "reports"]
