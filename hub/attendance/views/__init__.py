"""Pages of attendance: the sheet and its roll, the wall, the panel in the room, reports."""

from flask import Blueprint

pages = Blueprint("attendance", __name__)

from hub.attendance.views import live, reports, roll, sheet  # noqa: E402, F401  (they fill `pages`)
