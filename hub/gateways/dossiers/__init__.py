"""Sealed dossiers: one ZIP file per meeting that proves itself without the hub.

    contract   what goes in and what comes out: plain values, safe to send to a worker
    packing    hash every file, write and sign the manifest, write the archive
    checking   what is wrong with an archive, if anything
    offline    an encrypted archive for one reader, with a manifest signed by the hub
    hub_key    the key the hub does that with

Inside an archive lie the files, `manifest-sha256.txt` (as `sha256sum -c` reads it) and
`manifest-sha256.txt.p7s`, a detached CMS signature (RFC 5652) of the manifest by the
organisation. Files are stored, not compressed, in the order of their names and with one
time, so the same content always gives the same archive.
"""

from hub.gateways.dossiers.contract import (
    MANIFEST,
    SEAL,
    OfflinePacking,
    Packed,
    PackedFile,
    Packing,
    Part,
)
from hub.gateways.dossiers.problems import OfflinePackFailed, PackingFailed

__all__ = [
    "MANIFEST",
    "SEAL",
    "OfflinePackFailed",
    "OfflinePacking",
    "Packed",
    "PackedFile",
    "Packing",
    "PackingFailed",
    "Part",
]
