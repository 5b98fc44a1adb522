"""Pages of rooms: the list, the lobby, the room."""

from flask import Blueprint

pages = Blueprint("rooms", __name__)

from hub.rooms.views import index, lobby, room  # noqa: E402, F401  (they fill `pages`)
