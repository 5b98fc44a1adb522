"""The files of a dossier, built from data."""

from hub.archive.papers.documents import DocumentFiles, Stored
from hub.archive.papers.files import Plain, Printed, files_of
from hub.archive.papers.metadata import metadata_xml
from hub.archive.papers.readme import readme
from hub.archive.papers.sealer import Sealer

__all__ = [
    "DocumentFiles",
    "Plain",
    "Printed",
    "Sealer",
    "Stored",
    "files_of",
    "metadata_xml",
    "readme",
]
