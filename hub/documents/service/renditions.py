"""Renditions: asked for with the version, begun, made, failed, asked for again."""

from hub.core.errors import HubError, NotAllowed
from hub.core.ids import RenditionId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import rules
from hub.documents.errors import NoRendition
from hub.documents.events import RenditionFailed, RenditionMade
from hub.documents.models import Document, DocumentVersion, Rendition, RenditionState
from hub.documents.queries.renditions import rendition_of, waiting_unaware
from hub.documents.rules import Content
from hub.documents.rules.renditions import OFFICE_MISSING, pause_after
from hub.documents.service.quotas import ensure_room


def rendition_to_make(uow: UnitOfWork, media_type: str) -> Rendition | None:
    """Return a waiting rendition for a new version of such a kind; None: none is made."""
    if not rules.is_converted(media_type):
        return None
    return Rendition(
        id=RenditionId(new_id()),
        state=RenditionState.WAITING,
        asked_at=uow.now,
        due_at=uow.now,
        attempts=0,
        problem="",
        reason="",
    )


def begin_rendition(uow: UnitOfWork, rendition: Rendition) -> None:
    """Note that a try begins. Committed before it, so that one that kills the hub counts too."""
    rendition.begun_at = uow.now
    rendition.attempts += 1
    rendition.problem = rendition.reason = ""


def keep_rendition(uow: UnitOfWork, rendition: Rendition, content: Content, claim: str) -> None:
    """Note what was made and stored. Needs version and document loaded. Raises QuotaExceeded."""
    document = rendition.of.document
    ensure_room(uow, document.owner_unit_id, content.size)
    rendition.state, rendition.made_at, rendition.begun_at = RenditionState.MADE, uow.now, None
    rendition.sha256, rendition.size = content.sha256, content.size
    rendition.pages, rendition.text, rendition.claim = content.pages, content.text, claim
    uow.emit(
        RenditionMade(document.id, document.meeting_id, rendition.version_id, content.sha256, claim)
    )


def fail_rendition(uow: UnitOfWork, rendition: Rendition, refusal: HubError) -> None:
    """Note why a try came to nothing, and when the next one is; after the last it has failed."""
    rendition.begun_at = None
    rendition.problem, rendition.reason = refusal.code, refusal.sentence[:500]
    pause = pause_after(rendition.attempts)
    if pause is not None:
        rendition.due_at = uow.now + pause
        return
    rendition.state = RenditionState.FAILED
    document = rendition.of.document
    uow.emit(RenditionFailed(document.id, document.meeting_id, rendition.version_id, refusal.code))


def note_office_missing(uow: UnitOfWork, refusal: HubError) -> int:
    """Let people know that what waits waits for LibreOffice; return for how many files."""
    unaware = waiting_unaware(uow.session)
    for each in unaware:
        each.problem, each.reason = OFFICE_MISSING, refusal.sentence
        each.begun_at = None
    return len(unaware)


def ask_rendition_again(uow: UnitOfWork, document: Document, version: DocumentVersion) -> None:
    """Have a rendition tried again that failed. Raises NotAllowed, NoRendition."""
    if not rules.may_prepare(uow.actor, document.meeting):
        raise NotAllowed
    rendition = rendition_of(uow.session, version.id)
    if not rules.may_ask_again(uow.actor, document.meeting, rendition):
        raise NoRendition
    rendition.state, rendition.due_at = RenditionState.WAITING, uow.now
    rendition.attempts, rendition.problem, rendition.reason = 0, "", ""
