"""What all pages show."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import DocumentId, MeetingId, MeetingSiteId, VersionId


@dataclass(frozen=True)
class LayoutSet(Event):
    """The layout of all pages was set; `pinned_id` is what stands large instead of the speaker."""

    name = "room:layout-set"
    meeting_id: MeetingId
    layout: str
    pinned_id: MeetingSiteId | None
    gallery_size: int
    gallery_page: int | None


@dataclass(frozen=True)
class SharingBegan(Event):
    """A site shares its screen with all."""

    name = "room:sharing-began"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class SharingEnded(Event):
    """A shared screen is gone."""

    name = "room:sharing-ended"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class DocumentShown(Event):
    """A document is shown to all sites in step, from this page on."""

    name = "room:document-shown"
    meeting_id: MeetingId
    document_id: DocumentId
    version_id: VersionId
    page: int


@dataclass(frozen=True)
class PageTurned(Event):
    """Another page of the document that is shown."""

    name = "room:page-turned"
    meeting_id: MeetingId
    version_id: VersionId
    page: int


@dataclass(frozen=True)
class ShowingEnded(Event):
    """The document is not shown to all any more."""

    name = "room:showing-ended"
    meeting_id: MeetingId
    document_id: DocumentId
