"""Where revocation lists come from, and the certificates of people and organisations."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import EntryId, PersonId, PostId, UnitId, new_id
from hub.directory.models import Post, Unit


class CrlSource(Base):
    """A configured address of a revocation list (RFC 5280 §5), and how fetching it went.

    What the list said of itself stays while fetching fails; `failure` is then why (a key of
    `hub.gateways.signing.lists.FAILURES`), "" when the last attempt succeeded.
    """

    __tablename__ = "crl_sources"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    address: Mapped[str] = mapped_column(String(500), unique=True)
    issuer: Mapped[str] = mapped_column(String(300), default="")
    number: Mapped[str] = mapped_column(String(80), default="")
    this_update: Mapped[datetime | None]
    next_update: Mapped[datetime | None]
    entries: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    fetched_at: Mapped[datetime | None]
    tried_at: Mapped[datetime]
    failure: Mapped[str] = mapped_column(String(40), default="")
    failures: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """A certificate in the register: what it says, whose it is, what it is worth.

    The holder is a post (a person in an office) or a unit, or not known yet. `standing` is a
    reason of `hub.gateways.signing.verdict.REASONS`, found out at `judged_at`; "" before.
    `key_fingerprint` is the SHA-256 of the public key, so that a renewed key is told from the same.
    """

    __tablename__ = "certificates"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    pem: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(300))
    organisation: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(1000))
    issuer: Mapped[str] = mapped_column(String(300))
    issuer_subject: Mapped[str] = mapped_column(String(1000))
    serial: Mapped[str] = mapped_column(String(80))
    algorithm: Mapped[str] = mapped_column(String(80))
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    is_test: Mapped[bool] = mapped_column(default=False)
    post_id: Mapped[PostId | None] = mapped_column(ForeignKey("posts.id"), index=True)
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"), index=True)
    standing: Mapped[str] = mapped_column(String(40), default="")
    judged_at: Mapped[datetime | None]
    added_at: Mapped[datetime]
    added_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column()

    post: Mapped[Post | None] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
