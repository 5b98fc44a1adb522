"""Pages of documents: lists, uploads, distribution, reader, signing, keys."""

from flask import Blueprint

pages = Blueprint("documents", __name__)

from hub.documents.views import (  # noqa: E402  (they fill `pages`)
    batches,
    certificates,
    distribution,
    elsewhere,
    errands,
    keys,
    lists,
    marks,
    packs,
    papers,
    pictures,
    quotas,
    reader,
    signing,
    uploads,
)

__all__ = [
    "batches",
    "certificates",
    "distribution",
    "elsewhere",
    "errands",
    "keys",
    "lists",
    "marks",
    "packs",
    "pages",
    "papers",
    "pictures",
    "quotas",
    "reader",
    "signing",
    "uploads",
]
