"""What may be uploaded: kinds, first bytes, active content, names.

The table for people is docs/uploads.md.
"""

from hub.gateways.inspection.errors import (
    ActiveContent,
    ContentIsSomethingElse,
    FileDamaged,
    FileEmpty,
    FileTooComplicated,
    KindNotAccepted,
    OldOfficeFile,
    PackageSwells,
    PackageUnsafe,
    PasswordProtected,
    PictureTooLarge,
)
from hub.gateways.inspection.files import KINDS, Inspected, accepted_extension, inspect, inspect_in
from hub.gateways.inspection.names import clean_filename, extension_of

__all__ = [
    "KINDS",
    "ActiveContent",
    "ContentIsSomethingElse",
    "FileDamaged",
    "FileEmpty",
    "FileTooComplicated",
    "Inspected",
    "KindNotAccepted",
    "OldOfficeFile",
    "PackageSwells",
    "PackageUnsafe",
    "PasswordProtected",
    "PictureTooLarge",
    "accepted_extension",
    "clean_filename",
    "extension_of",
    "inspect",
    "inspect_in",
]
