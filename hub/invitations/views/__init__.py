"""Pages about invitations."""

from flask import Blueprint

pages = Blueprint("invitations", __name__)

from hub.invitations.views import attending, guests, hosting, linked, own  # noqa: E402, F401  (they fill `pages`)
