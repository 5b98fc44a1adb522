"""Pages about meetings."""

from flask import Blueprint

pages = Blueprint("meetings", __name__)

from hub.meetings.views import calendar, deciding, moving, schedule  # noqa: E402, F401  (they fill `pages`)
