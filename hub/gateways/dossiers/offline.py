"""Writing an encrypted archive. Runs in a worker process, piece by piece.

AES-256 as WinZip specified it (AE-2), which 7-Zip and its kin open everywhere. The zip format
hides the bytes of files, not their names. Only ciphertext is ever written to the disk.
"""

import hashlib
from typing import Final

import pyzipper

from hub.core.clock import to_wall_time
from hub.gateways.dossiers.contract import MANIFEST, OfflinePacking, Packed, PackedFile, Part
from hub.gateways.dossiers.packing import PLAIN_FILE, UNIX, manifest_of, pieces_of, size_of
from hub.gateways.dossiers.problems import OfflinePackFailed, PackingFailed
from hub.gateways.storage.errors import disk_errors

KEY_BITS: Final = 256


def pack_offline(packing: OfflinePacking) -> Packed:
    """Write the archive and, last, `manifest-sha256.txt`; return what is in it.

    Raises OfflinePackFailed for a part whose bytes do not fit its `sha256`, StorageFull.
    """
    with (
        disk_errors(),
        pyzipper.AESZipFile(
            packing.target, "w", compression=pyzipper.ZIP_STORED, strict_timestamps=False
        ) as zipped,
    ):
        zipped.setpassword(packing.password.encode("ascii"))
        zipped.setencryption(pyzipper.WZ_AES, nbits=KEY_BITS)
        files = [_add(zipped, part, packing) for part in packing.parts]
        manifest = manifest_of(files)
        files.append(_add(zipped, Part(MANIFEST, manifest), packing))
    return Packed(tuple(files), hashlib.sha256(manifest).hexdigest(), "", "")


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
