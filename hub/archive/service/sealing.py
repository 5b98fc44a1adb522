"""Sealing the dossier of a meeting, once and for all."""

from hub.archive import queries, rules
from hub.archive.errors import AlreadySealed, MayNotSeal, NotReadyToSeal
from hub.archive.events import DossierSealed, DossierTaken
from hub.archive.models import Dossier
from hub.core.ids import DossierId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import service as meetings
from hub.meetings.models import Meeting


def ensure_can_seal(uow: UnitOfWork, meeting: Meeting) -> None:
    """Raise MayNotSeal, AlreadySealed or NotReadyToSeal unless the actor can seal now."""
    if not rules.may_seal(uow.actor, meeting):
        raise MayNotSeal
    if queries.find_dossier(uow.session, meeting.id) is not None:
        raise AlreadySealed
    if not queries.readiness(uow.session, meeting).is_ready:
        raise NotReadyToSeal


def seal(
    uow: UnitOfWork, meeting: Meeting, package: rules.Package, *, retention: str, audit_head: str
) -> Dossier:
    """Note that the stored archive is the dossier of the meeting; the meeting is archived.

    Raises MayNotSeal, AlreadySealed, NotReadyToSeal.
    """
    ensure_can_seal(uow, meeting)
    dossier = Dossier(
        id=DossierId(new_id()),
        meeting_id=meeting.id,
        code=f"HS-{meeting.code}",
        title=meeting.title,
        retention=rules.RETENTION[retention].name,
        sealed_at=uow.now,
        sealed_by_id=uow.actor.person_id,
        sealed_by_name=uow.actor.name,
        seal_name=package.seal_name,
        sealed_with=package.sealed_with,
        package_sha256=package.sha256,
        package_size=package.size,
        manifest_sha256=package.manifest_sha256,
        audit_head=audit_head,
        entries=package.entries,
    )
    uow.session.add(dossier)
    meetings.archive(uow, meeting)
    uow.emit(DossierSealed(dossier.id, meeting.id, package.sha256, package.manifest_sha256))
    return dossier


def note_taken(uow: UnitOfWork, dossier: Dossier) -> None:
    """Note that the actor took a copy."""
    uow.emit(DossierTaken(dossier.id, dossier.meeting_id))
