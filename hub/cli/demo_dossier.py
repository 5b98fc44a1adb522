"""The dossier of the demo's past meeting: gathered, packed, sealed with the office's key."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from hub.archive import papers, queries, service
from hub.archive.papers.names import verdict_name
from hub.archive.queries import Contents
from hub.archive.rules.retention import default_retention
from hub.cli.demo_signing import opened
from hub.cli.demo_stage import Stage
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Role
from hub.documents.models import SigningKey
from hub.gateways.dossiers import Packed, Packing, Part
from hub.gateways.dossiers.checking import check
from hub.gateways.dossiers.packing import pack
from hub.gateways.dossiers.problems import PackingFailed
from hub.gateways.pdf import to_pdf
from hub.gateways.signing import work
from hub.gateways.signing.folders import read_trust
from hub.gateways.storage import Blob


def seal(stage: Stage, meeting_id: MeetingId, at: datetime) -> None:
    """Seal the dossier of a meeting, and check it as it lies in the store."""
    clerk = stage.actor(Role.REGISTRY_CLERK)
    with stage.at(at, clerk) as uow:
        meeting = queries.get_meeting_to_keep(uow.session, clerk, meeting_id)
        service.ensure_can_seal(uow, meeting)
        key = queries.seal_keys(uow.session, meeting, at)[0]
        contents = queries.contents_of(uow.session, meeting, at)
    retention = default_retention(contents.meeting.type).name
    packed, blob = _packed(stage, contents, key, retention)
    for problem in check(stage.storage.path(blob.sha256).absolute()).problems:
        raise PackingFailed(name=problem)
    with stage.at(at, clerk) as uow:
        service.seal(
            uow,
            queries.get_meeting_to_keep(uow.session, clerk, meeting_id),
            retention=retention,
            package_sha256=blob.sha256,
            package_size=blob.size,
            manifest_sha256=packed.manifest_sha256,
            audit_head=contents.chain.head,
            seal_name=packed.sealed_by,
            sealed_with=packed.fingerprint,
            entries=[asdict(each) for each in packed.files],
        )


def _packed(
    stage: Stage, contents: Contents, key: SigningKey, retention: str
) -> tuple[Packed, Blob]:
    trust = read_trust(stage.runtime.settings)
    with tempfile.TemporaryDirectory(dir=stage.runtime.settings.data_dir) as folder:
        archive = Path(folder).absolute() / "ho-so.zip"
        packed = pack(
            Packing(
                parts=tuple(_parts(stage, contents, retention)),
                key=opened(stage, key),
                moment=contents.now,
                target=archive,
                anchors=(*trust.anchors, *trust.others),
                crls=trust.crls,
            )
        )
        with archive.open("rb") as file:
            return packed, stage.storage.put(file)


def _parts(stage: Stage, contents: Contents, retention: str) -> Iterator[Part]:
    for each in papers.files_of(contents, retention):
        if isinstance(each, papers.Plain):
            yield Part(each.name, each.content)
        elif isinstance(each, papers.Printed):
            yield Part(each.name, to_pdf(each.html))
        else:
            path = stage.storage.path(each.sha256).absolute()
            yield Part(each.name, path, each.sha256, is_signed_pdf=each.is_pdf)
            if each.is_pdf:
                yield _verdict(stage, each.name, path, contents.now)


def _verdict(stage: Stage, name: str, path: Path, now: datetime) -> Part:
    """Return what the check of a PDF's signatures says at the moment of sealing."""
    found = work.validate(path.read_bytes(), read_trust(stage.runtime.settings), now)
    return Part(verdict_name(name), f"{found.to_json(indent=1)}\n".encode())
