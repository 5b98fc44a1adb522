"""Sealing outside of any unit of work: print, pack, sign, and check what the store gives back."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from hub.archive.papers.files import Plain, Printed, files_of
from hub.archive.papers.names import verdict_name
from hub.archive.queries import Contents
from hub.archive.rules import Package
from hub.core.settings import Settings
from hub.gateways.dossiers import Packing, Part
from hub.gateways.dossiers.checking import check
from hub.gateways.dossiers.packing import pack
from hub.gateways.dossiers.problems import PackingFailed
from hub.gateways.pdf import to_pdf
from hub.gateways.signing import work
from hub.gateways.signing.contract import SigningKey, TokenKey
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.signer import Runs
from hub.gateways.storage import Storage

WITHIN_S: Final = 120.0
PACK_WITHIN_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes the archive of a dossier; `run` calls what is heavy, here or in a worker."""

    settings: Settings
    storage: Storage
    run: Runs

    def parts(self, contents: Contents, retention: str) -> tuple[Part, ...]:
        """Return the files: what is to be printed is, the signatures of every PDF are checked."""
        return tuple(self._parts(contents, retention))

    def seal(self, parts: tuple[Part, ...], key: SigningKey | TokenKey, now: datetime) -> Package:
        """Pack and sign, store, and check. Raises the refusals of the key, PackingFailed."""
        trust = read_trust(self.settings)
        with tempfile.TemporaryDirectory(dir=self.settings.data_dir) as folder:
            archive = Path(folder).absolute() / "ho-so.zip"
            packing = Packing(
                parts=parts,
                key=key,
                moment=now,
                target=archive,
                anchors=(*trust.anchors, *trust.others),
                crls=trust.crls,
            )
            packed = self.run(pack, packing, timeout_s=PACK_WITHIN_S)
            with archive.open("rb") as file:
                blob = self.storage.put(file)
        path = self.storage.path(blob.sha256).absolute()
        for problem in self.run(check, path, timeout_s=PACK_WITHIN_S).problems:
            raise PackingFailed(name=problem)
        return Package(
            blob.sha256,
            blob.size,
            packed.manifest_sha256,
            packed.sealed_by,
            packed.fingerprint,
            [asdict(each) for each in packed.files],
        )

    def _parts(self, contents: Contents, retention: str) -> Iterator[Part]:
        for each in files_of(contents, retention):
            if isinstance(each, Plain):
                yield Part(each.name, each.content)
            elif isinstance(each, Printed):
                yield Part(each.name, self.run(to_pdf, each.html, timeout_s=WITHIN_S))
            else:
                path = self.storage.path(each.sha256).absolute()
                yield Part(each.name, path, each.sha256, is_signed_pdf=each.is_pdf)
                if each.is_pdf:
                    yield self._verdict(each.name, path, contents.now)

    def _verdict(self, name: str, path: Path, now: datetime) -> Part:
        """Return what the check of a PDF's signatures says at the moment of sealing."""
        trust = read_trust(self.settings)
        found = self.run(work.validate, path.read_bytes(), trust, now, timeout_s=WITHIN_S)
        return Part(verdict_name(name), f"{found.to_json(indent=1)}\n".encode())
