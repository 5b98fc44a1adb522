"""Files made in the background: answering later, and the pages of those files."""

from flask import Blueprint

pages = Blueprint("exports", __name__)

from hub.exports.views import files  # noqa: E402  (it fills `pages`)
from hub.exports.views.asynchronous import mount  # noqa: E402

__all__ = ["files", "mount", "pages"]
