"""Consultations, their questions, who is asked, what they answered."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import (
    ConsultationId,
    DocumentId,
    EntryId,
    MeetingId,
    PersonId,
    QuestionId,
    RespondentId,
    SigningKeyId,
    UnitId,
    new_id,
)


class Anonymity(StrEnum):
    """Whether it is known who answered what (lấy ý kiến công khai, lấy ý kiến kín)."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  (a kind of consultation)


class ConsultationState(StrEnum):
    """draft → open → closed (counted) → issued; an open one can be cancelled."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class Stance(StrEnum):
    """What an answer says to a question (đồng ý, không đồng ý, ý kiến khác)."""

    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class Proof(StrEnum):
    """What shows that the answer is its author's: a signature on it, or the password typed."""

    SIGNATURE = "signature"
    PASSWORD = "password"  # noqa: S105  (a kind of proof)


class Consultation(Base):
    """Questions that a unit puts to others in writing, to be answered by `due_at`.

    `public_key` is what the answers of a secret one are sealed to. `withheld`: so few secret
    answers came that counts would tell whose they are. `sha256` is that of the counted record,
    `result_sha256` where the issued result (PDF) is stored; `document_id` the same result among
    the documents of the meeting it belongs to.
    """

    __tablename__ = "consultations"

    id: Mapped[ConsultationId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    meeting_id: Mapped[MeetingId | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text, default="")
    anonymity: Mapped[Anonymity]
    state: Mapped[ConsultationState] = mapped_column(index=True)
    due_at: Mapped[datetime]
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime | None]
    opened_by_name: Mapped[str] = mapped_column(String(100), default="")
    chased_at: Mapped[datetime | None]
    public_key: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    closed_at: Mapped[datetime | None]
    closed_by_name: Mapped[str] = mapped_column(String(100), default="")
    close_reason: Mapped[str] = mapped_column(Text, default="")
    withheld: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    issued_at: Mapped[datetime | None]
    issued_by_name: Mapped[str] = mapped_column(String(100), default="")
    result_sha256: Mapped[str] = mapped_column(String(64), default="")
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey("documents.id"))
    version: Mapped[int] = mapped_column()

    questions: Mapped[list["Question"]] = relationship(
        lazy="raise", order_by="Question.position", cascade="all, delete-orphan"
    )
    respondents: Mapped[list["Respondent"]] = relationship(
        lazy="raise", order_by="Respondent.position", cascade="all, delete-orphan"
    )
    extensions: Mapped[list["Extension"]] = relationship(
        lazy="raise", order_by="Extension.at", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_secret(self) -> bool:
        """Whether nobody may learn who answered what."""
        return self.anonymity is Anonymity.SECRET


class Question(Base):
    """One question with its explanation and files. The counts are None until it is closed.

    `words` are the written opinions of a secret consultation, in an order that tells nothing.
    """

    __tablename__ = "consultation_questions"
    __table_args__ = (UniqueConstraint("consultation_id", "position"),)

    id: Mapped[QuestionId] = mapped_column(primary_key=True, default=new_id)
    consultation_id: Mapped[ConsultationId] = mapped_column(ForeignKey("consultations.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text, default="")
    agree: Mapped[int | None]
    disagree: Mapped[int | None]
    other: Mapped[int | None]
    words: Mapped[list[Any]] = mapped_column(default=list)

    files: Mapped[list["QuestionFile"]] = relationship(
        lazy="raise", order_by="QuestionFile.added_at", cascade="all, delete-orphan"
    )


class QuestionFile(Base):
    """A file that a question is about; `sha256` is where its bytes are stored."""

    __tablename__ = "consultation_files"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    question_id: Mapped[QuestionId] = mapped_column(
        ForeignKey("consultation_questions.id"), index=True
    )
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int | None]
    added_at: Mapped[datetime]


class Respondent(Base):
    """A unit that is asked. In a secret consultation this is all that is known of its answer."""

    __tablename__ = "consultation_respondents"
    __table_args__ = (UniqueConstraint("consultation_id", "unit_id"),)

    id: Mapped[RespondentId] = mapped_column(primary_key=True, default=new_id)
    consultation_id: Mapped[ConsultationId] = mapped_column(ForeignKey("consultations.id"))
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    answers: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str] = mapped_column(String(100), default="")
    proof: Mapped[Proof | None]


class Opinion(Base):
    """One answer of a unit in an open consultation; the highest number counts, all are kept.

    `answers` holds for each question its id, the stance and the words. `pdf_sha256` is where the
    printed form is stored, with the signature in it when `proof` is one.
    """

    __tablename__ = "opinions"
    __table_args__ = (UniqueConstraint("respondent_id", "number"),)

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    respondent_id: Mapped[RespondentId] = mapped_column(ForeignKey("consultation_respondents.id"))
    number: Mapped[int]
    answers: Mapped[list[Any]]
    given_at: Mapped[datetime]
    given_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    given_by_name: Mapped[str] = mapped_column(String(100))
    proof: Mapped[Proof]
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[SigningKeyId | None] = mapped_column(ForeignKey("signing_keys.id"))
    level: Mapped[str] = mapped_column(String(10), default="")


class Extension(Base):
    """A later deadline, and why."""

    __tablename__ = "consultation_extensions"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    consultation_id: Mapped[ConsultationId] = mapped_column(
        ForeignKey("consultations.id"), index=True
    )
    was_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(String(100))


def _by_chance() -> UUID:
    """Return an id that says nothing of the moment it was made at (RFC 9562 §5.4)."""
    return UUID(bytes=secrets.token_bytes(16), version=4)


class SealedOpinion(Base):
    """One answer of a secret consultation, sealed; gone when the answers are counted.

    No unit, no person, no time, no order: on SQLite the rows lie by their random id.
    """

    __tablename__ = "sealed_opinions"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=_by_chance)
    consultation_id: Mapped[ConsultationId] = mapped_column(ForeignKey("consultations.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
