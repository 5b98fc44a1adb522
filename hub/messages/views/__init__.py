"""Pages of messages: the panel in the room, the incident log."""

from flask import Blueprint

pages = Blueprint("messages", __name__)

from hub.messages.views import chat, incidents  # noqa: E402, F401  (they fill `pages`)
