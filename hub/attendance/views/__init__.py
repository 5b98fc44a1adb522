"""Pages of attendance: the sheet and its roll, the wall, the panel in the room, reports."""

from flask import Blueprint

pages = Blueprint("attendance", __name__)

from hub.attendance.views import (  # noqa: E402  (they fill `pages`)
    calling,  # noqa: F401
    chain,  # noqa: F401
    compare,  # noqa: F401
    limits,  # noqa: F401
    live,  # noqa: F401
    printing,  # noqa: F401
    reports,  # noqa: F401
    roll,  # noqa: F401
    sheet,  # noqa: F401
    signing,  # noqa: F401
)
