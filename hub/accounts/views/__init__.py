"""Pages of accounts: signing in, personal settings, administration of people's accounts."""

from flask import Blueprint

pages = Blueprint("accounts", __name__)

from hub.accounts.views import session, settings  # noqa: E402, F401  (they fill `pages`)
