"""Tables of documents, and of what is signed."""

from hub.documents.models.distribution import DistributionCertificate, Reopening
from hub.documents.models.notes import MarkKind, PageMark
from hub.documents.models.papers import (
    AccessFrom,
    AccessUntil,
    Document,
    DocumentState,
    DocumentType,
    DocumentVersion,
    NumberSeries,
    Receipt,
    UnitQuota,
    Upload,
    VersionOrigin,
)
from hub.documents.models.renditions import Rendition, RenditionState
from hub.documents.models.signing import (
    BatchFile,
    BatchState,
    ErrandState,
    Evidence,
    Signature,
    SignatureKind,
    SigningBatch,
    SigningErrand,
    SigningKey,
    SigningPath,
    Verdict,
)

__all__ = [
    "AccessFrom",
    "AccessUntil",
    "BatchFile",
    "BatchState",
    "DistributionCertificate",
    "Document",
    "DocumentState",
    "DocumentType",
    "DocumentVersion",
    "ErrandState",
    "Evidence",
    "MarkKind",
    "NumberSeries",
    "PageMark",
    "Receipt",
    "Rendition",
    "RenditionState",
    "Reopening",
    "Signature",
    "SignatureKind",
    "SigningBatch",
    "SigningErrand",
    "SigningKey",
    "SigningPath",
    "UnitQuota",
    "Upload",
    "Verdict",
    "VersionOrigin",
]
