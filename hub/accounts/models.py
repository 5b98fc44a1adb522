"""Accounts and sessions. A session token is stored as its SHA-256 only."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import EntryId, PersonId, PostId, SignInId, new_id
from hub.directory.models import Person


class Account(Base):
    """What a person signs in with, and how the pages look to them."""

    __tablename__ = "accounts"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    theme: Mapped[str] = mapped_column(String(10), default="light")
    text_size: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(String(5), default="vi")

    person: Mapped[Person] = relationship(lazy="raise")


class SignIn(Base):
    """One session of one person, in one of their posts. Ends when `ended_at` is set.

    `confirmed_at` is when the password was last asked again, before something that binds.
    """

    __tablename__ = "sign_ins"

    id: Mapped[SignInId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    post_id: Mapped[PostId] = mapped_column(ForeignKey("posts.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")


class SignInAttempt(Base):
    """One line of the sign-in log."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(index=True)
    username: Mapped[str] = mapped_column(String(60))
    succeeded: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
