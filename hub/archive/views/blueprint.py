"""The blueprint that the modules of this package hang their pages on."""

from flask import Blueprint

pages = Blueprint("archive", __name__)
