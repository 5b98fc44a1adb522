"""Writing an encrypted archive. Runs in a worker process, piece by piece.

AES-256 as WinZip specified it (AE-2), which 7-Zip and its kin open everywhere. The zip format
hides the bytes of files, not their names. Only ciphertext is ever written to the disk.
"""

import hashlib
from typing import Final

import pyzipper

from hub.core.clock import to_wall_time
from hub.gateways.dossiers.contract import (
    MANIFEST,
    PACK_CERTIFICATE,
    SEAL,
    OfflinePacking,
    Packed,
    PackedFile,
    Part,
)
from hub.gateways.dossiers.packing import (
    PLAIN_FILE,
    UNIX,
    manifest_of,
    pem_of,
    pieces_of,
    seal_of,
    size_of,
)
from hub.gateways.dossiers.problems import OfflinePackFailed, PackingFailed
from hub.gateways.signing.holders import opened
from hub.gateways.signing.keys import ensure_usable
from hub.gateways.storage.errors import disk_errors

KEY_BITS: Final = 256


def pack_offline(packing: OfflinePacking) -> Packed:
    """Write the archive and, last, `manifest-sha256.txt` and its signature; return what is in it.

    The signature is a detached CAdES B-B of the hub's own key (EN 319 122-1), whose certificate
    lies beside. Raises the refusals of the key, OfflinePackFailed for a part whose bytes
    do not fit its `sha256`, StorageFull.
    """
    with (
        opened(packing.key) as key,
        disk_errors(),
        pyzipper.AESZipFile(
            packing.target, "w", compression=pyzipper.ZIP_STORED, strict_timestamps=False
        ) as zipped,
    ):
        ensure_usable(key.certificate, key.facts, packing.moment)
        zipped.setpassword(packing.password.encode("ascii"))
        zipped.setencryption(pyzipper.WZ_AES, nbits=KEY_BITS)
        files = [_add(zipped, part, packing) for part in packing.parts]
        certificates = Part(PACK_CERTIFICATE, pem_of([key.certificate, *key.chain]))
        files.append(_add(zipped, certificates, packing))
        manifest = manifest_of(files)
        seal = seal_of(manifest, key, packing.moment)
        for part in (Part(MANIFEST, manifest), Part(SEAL, seal)):
            files.append(_add(zipped, part, packing))
        digest = hashlib.sha256(manifest).hexdigest()
        return Packed(tuple(files), digest, key.facts.name, key.facts.fingerprint)


def _add(zipped: pyzipper.AESZipFile, part: Part, packing: OfflinePacking) -> PackedFile:
    info = zipped.zipinfo_cls(part.name, to_wall_time(packing.moment).timetuple()[:6])
    info.create_system, info.external_attr = UNIX, PLAIN_FILE
    digest, size = hashlib.sha256(), 0
    try:
        info.file_size = size_of(part)
        with zipped.open(info, "w") as target:
            for piece in pieces_of(part):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
    except PackingFailed as failed:
        raise OfflinePackFailed(name=part.name) from failed
    if part.sha256 and digest.hexdigest() != part.sha256:
        raise OfflinePackFailed(name=part.name)
    return PackedFile(part.name, size, digest.hexdigest())
