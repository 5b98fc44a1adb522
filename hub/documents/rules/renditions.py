"""Of which files a rendition is made, how often that is tried, what people are told of it."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from hub.core.unit_of_work import Actor
from hub.documents.models import Rendition, RenditionState
from hub.documents.rules.access import may_prepare, takes_documents
from hub.meetings.models import Meeting

OOXML: Final = "application/vnd.openxmlformats-officedocument."
#: Media types of the kinds that LibreOffice converts, and their extensions.
CONVERTED: Final = {
    OOXML + "wordprocessingml.document": "docx",
    OOXML + "spreadsheetml.sheet": "xlsx",
    OOXML + "presentationml.presentation": "pptx",
}
#: Pauses after the first tries that failed. A busy machine is slow, a file that cannot be read
#: stays so: after the last of them a person has to ask again.
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=10))
#: The code under which a rendition waits for LibreOffice to be installed.
OFFICE_MISSING: Final = "office-missing"


class Stand(StrEnum):
    """How far a rendition is, as people are told."""

    QUEUED = "queued"
    BEING_MADE = "being-made"
    RETRIED = "retried"
    NO_OFFICE = "no-office"
    MADE = "made"
    FAILED = "failed"


def is_converted(media_type: str) -> bool:
    """Tell whether a rendition is made of such files."""
    return media_type in CONVERTED


def stand_of(rendition: Rendition) -> Stand:
    """Return how far a rendition is."""
    if rendition.state is RenditionState.MADE:
        return Stand.MADE
    if rendition.state is RenditionState.FAILED:
        return Stand.FAILED
    if rendition.problem == OFFICE_MISSING:
        return Stand.NO_OFFICE
    if rendition.begun_at is not None:
        return Stand.BEING_MADE
    return Stand.RETRIED if rendition.attempts else Stand.QUEUED


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many tries; None: that was the last."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def may_ask_again(actor: Actor, meeting: Meeting, rendition: Rendition | None) -> bool:
    """Tell whether the actor may have a rendition tried again that failed."""
    failed = rendition is not None and rendition.state is RenditionState.FAILED
    return failed and may_prepare(actor, meeting) and takes_documents(meeting)
