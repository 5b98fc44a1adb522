"""Pages of the registers."""

from flask import Blueprint

pages = Blueprint("registers", __name__)

from hub.registers.views import incoming, outgoing, receiving  # noqa: E402  (they fill `pages`)

__all__ = ["incoming", "outgoing", "pages", "receiving"]
