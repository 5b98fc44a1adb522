"""Pages of line quality: readiness before, the board during, the report after a meeting."""

from flask import Blueprint

pages = Blueprint("quality", __name__)

from hub.quality.views import alerts, board, history, overview, readiness, report, scales, site  # noqa: E402, F401  (they fill `pages`)
