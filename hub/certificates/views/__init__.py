"""Pages of trust: authorities and their lists, the register of certificates."""

from flask import Blueprint

pages = Blueprint("certificates", __name__)

from hub.certificates.views import register, trust  # noqa: E402, F401  (they fill `pages`)
