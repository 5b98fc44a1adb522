"""Pages of rooms: the list, the lobby, the room, what was said."""

from flask import Blueprint

pages = Blueprint("rooms", __name__)

from hub.rooms.views import elsewhere, guest, history, in_step, index, lobby, opening, panels, room  # noqa: E402, F401  (they fill `pages`)
