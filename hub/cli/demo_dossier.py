"""The dossier of the demo's past meeting: gathered, packed, sealed with the office's key."""

from datetime import datetime

from hub.archive import papers, queries, service
from hub.archive.rules.retention import default_retention
from hub.cli.demo_signing import opened
from hub.cli.demo_stage import Stage
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Role
from hub.gateways.signing.signer import at_once


def seal(stage: Stage, meeting_id: MeetingId, at: datetime) -> None:
    """Seal the dossier of a meeting, and check it as it lies in the store."""
    clerk = stage.actor(Role.REGISTRY_CLERK)
    with stage.at(at, clerk) as uow:
        meeting = queries.get_meeting_to_keep(uow.session, clerk, meeting_id)
        service.ensure_can_seal(uow, meeting)
        key = queries.seal_keys(uow.session, meeting, at)[0]
        contents = queries.contents_of(uow.session, meeting, at, clerk.name)
    retention = default_retention(contents.meeting.type).name
    sealer = papers.Sealer(stage.runtime.settings, stage.storage, at_once)
    package = sealer.seal(sealer.parts(contents, retention), opened(stage, key), at)
    with stage.at(at, clerk) as uow:
        meeting = queries.get_meeting_to_keep(uow.session, clerk, meeting_id)
        service.seal(uow, meeting, package, retention=retention, audit_head=contents.chain.head)
