"""Pages of opinions in writing: the list, the form as it is written, the answer, the result."""

from flask import Blueprint

pages = Blueprint("opinions", __name__)

from hub.opinions.views import (  # noqa: E402, F401  (they fill `pages`)
    answering,
    conducting,
    files,
    preparing,
    showing,
)
