"""The files of a dossier, built from data."""

from hub.archive.papers.documents import DocumentFiles, Stored
from hub.archive.papers.files import Plain, Printed, files_of
from hub.archive.papers.metadata import metadata_xml
from hub.archive.papers.readme import readme

__all__ = [
    "DocumentFiles",
    "Plain",
    "Printed",
    "Stored",
    "files_of",
    "metadata_xml",
    "readme",
]
