"""Renditions that are to be made, and those that are there."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import RenditionId, VersionId
from hub.documents.errors import NoRendition
from hub.documents.models import DocumentVersion, Rendition, RenditionState
from hub.documents.rules.renditions import OFFICE_MISSING


def next_to_make(session: Session, now: datetime) -> Rendition | None:
    """Return the rendition that has been due longest, with its version and document."""
    return session.scalar(
        select(Rendition)
        .where(Rendition.state == RenditionState.WAITING, Rendition.due_at <= now)
        .options(joinedload(Rendition.of).joinedload(DocumentVersion.document))
        .order_by(Rendition.due_at, Rendition.id)
        .limit(1)
    )


def get_rendition(session: Session, rendition_id: RenditionId) -> Rendition | None:
    """Return a rendition with version and document; None when its draft was deleted meanwhile."""
    return session.scalar(
        select(Rendition)
        .where(Rendition.id == rendition_id)
        .options(joinedload(Rendition.of).joinedload(DocumentVersion.document))
    )


def rendition_of(session: Session, version_id: VersionId) -> Rendition:
    """Return the rendition of a version. Raises NoRendition."""
    found = session.scalar(select(Rendition).where(Rendition.version_id == version_id))
    if found is None:
        raise NoRendition
    return found


def waiting_unaware(session: Session) -> list[Rendition]:
    """Return waiting renditions of which nobody is told yet that LibreOffice is missing."""
    return list(
        session.scalars(
            select(Rendition).where(
                Rendition.state == RenditionState.WAITING, Rendition.problem != OFFICE_MISSING
            )
        )
    )
