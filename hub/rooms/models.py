"""The room of a meeting: stage, seats, speaking queue, agenda as it runs, a document shown."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import (
    AgendaItemId,
    AgendaRunId,
    DocumentId,
    FloorRequestId,
    MeetingId,
    MeetingSiteId,
    PersonId,
    SeatId,
    VersionId,
    new_id,
)


class Layout(StrEnum):
    """How pages place what they show: speaker and chair, sites in fixed places, document."""

    SPEAKER = "speaker"
    GALLERY = "gallery"
    DOCUMENT = "document"


class Turn(StrEnum):
    """What a site has the floor for: an opinion, a question (chất vấn), the answer to one."""

    SPEECH = "speech"
    QUESTION = "question"
    ANSWER = "answer"


class Room(Base):
    """The room of one meeting; open from `opened_at` to `closed_at`.

    `layout_before` is what a document or a shared screen replaced. `gallery_page` (from 0) is
    the page all sites see; None lets each turn their own. `speech_minutes` is what a speaker
    is reminded of where the agenda item has no limit of its own.
    """

    __tablename__ = "rooms"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    speaker_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    speaking_since: Mapped[datetime | None]
    layout: Mapped[Layout] = mapped_column(default=Layout.SPEAKER, server_default="speaker")
    layout_before: Mapped[Layout | None]
    pinned_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    gallery_size: Mapped[int] = mapped_column(default=9, server_default="9")
    gallery_page: Mapped[int | None]
    admission: Mapped[bool] = mapped_column(default=False, server_default="0")
    speech_minutes: Mapped[int] = mapped_column(default=10, server_default="10")
    sharer_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Seat(Base):
    """A site's place in the room. It is kept when the line is lost.

    `connection` is the one connection that holds the seat now; a join token opens it once.
    `taken_at` is None until the site first came in: it may be waiting to be admitted.
    """

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("meeting_id", "meeting_site_id"),)

    id: Mapped[SeatId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    connection: Mapped[str] = mapped_column(String(60), default="", index=True)
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(100), default="")
    taken_at: Mapped[datetime | None]
    microphone_on: Mapped[bool] = mapped_column(default=False)
    camera_on: Mapped[bool] = mapped_column(default=False)
    muted_by_chair: Mapped[bool] = mapped_column(default=False)
    unmute_asked_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]
    turned_away_at: Mapped[datetime | None]
    turned_away_reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class JoinToken(Base):
    """A used join token: opening a second seat with it is refused."""

    __tablename__ = "join_tokens"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    connection: Mapped[str] = mapped_column(String(60))
    used_at: Mapped[datetime]


class FloorRequest(Base):
    """A raised hand: numbered, granted, ended, withdrawn or refused.

    `number` counts the hands of the meeting and never changes; `position` orders those that
    wait. `allotted_s` is fixed when the floor is given. A question names who is asked: a site
    (`asked_id`) or, in words, a person (`asked_name`); an answer points at it by `question_id`.
    """

    __tablename__ = "floor_requests"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[FloorRequestId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    number: Mapped[int]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    turn: Mapped[Turn] = mapped_column(default=Turn.SPEECH, server_default="speech")
    subject: Mapped[str] = mapped_column(String(300), default="", server_default="")
    asked_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    asked_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    question_id: Mapped[FloorRequestId | None] = mapped_column(ForeignKey("floor_requests.id"))
    agenda_item_id: Mapped[AgendaItemId | None] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="SET NULL")
    )
    speaker_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    raised_at: Mapped[datetime]
    granted_at: Mapped[datetime | None]
    allotted_s: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refused_reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class AgendaRun(Base):
    """A stretch of time in which an agenda item was dealt with. An item may be taken up again."""

    __tablename__ = "agenda_runs"

    id: Mapped[AgendaRunId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    agenda_item_id: Mapped[AgendaItemId] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="CASCADE")
    )
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SpeechLimit(Base):
    """How many minutes a speaker has during one agenda item."""

    __tablename__ = "speech_limits"

    agenda_item_id: Mapped[AgendaItemId] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="CASCADE"), primary_key=True
    )
    minutes: Mapped[int]


class Showing(Base):
    """The page of a document that is shown to all sites in step. Gone when the showing ends."""

    __tablename__ = "showings"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    version_id: Mapped[VersionId] = mapped_column(
        ForeignKey("document_versions.id", ondelete="CASCADE")
    )
    page: Mapped[int]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(100))
    meeting_site_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    began_at: Mapped[datetime]


class MediaPlace(Base):
    """A media node that carries a meeting now; several once it has outgrown one.

    The first position is where it began. Rows go when the meeting has ended.
    """

    __tablename__ = "media_places"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    node: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int]
