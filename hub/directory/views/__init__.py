"""Pages of the directory: overview of the administration, units, sites, people, roles."""

from flask import Blueprint

pages = Blueprint("directory", __name__)

from hub.directory.views import (  # noqa: E402  (they fill `pages`)
    overview,
    people,
    sites,
    tables,
    unit_changes,
    units,
)

__all__ = ["overview", "pages", "people", "sites", "tables", "unit_changes", "units"]
