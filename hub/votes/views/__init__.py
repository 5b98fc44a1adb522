"""Pages of votes: the list and the writing of motions, the panel in the room, records."""

from flask import Blueprint

pages = Blueprint("votes", __name__)

from hub.votes.views import conducting, preparing, records  # noqa: E402, F401  (they fill `pages`)
