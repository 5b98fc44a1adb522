"""Files that must not be lost, kept under the SHA-256 of their content.

A file becomes a promise in this order: temporary name in the same file system, write, fsync
of the file, rename, fsync of the folder. Without the two fsyncs a power cut leaves rows whose
file is half there or not at all, although the database committed them.
"""

from hub.gateways.storage.blobs import Blob, Storage
from hub.gateways.storage.errors import (
    FileTooLarge,
    StorageFull,
    StorageUnavailable,
    StoredFileMissing,
    UploadBusy,
    UploadDiffers,
    UploadMoved,
    UploadUnknown,
)
from hub.gateways.storage.parts import Parts
from hub.gateways.storage.passing import PassingFiles

__all__ = [
    "Blob",
    "FileTooLarge",
    "Parts",
    "PassingFiles",
    "Storage",
    "StorageFull",
    "StorageUnavailable",
    "StoredFileMissing",
    "UploadBusy",
    "UploadDiffers",
    "UploadMoved",
    "UploadUnknown",
]
