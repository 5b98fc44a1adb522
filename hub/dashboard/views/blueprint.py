"""The pages that read across features."""

from flask import Blueprint

pages = Blueprint("dashboard", __name__)
