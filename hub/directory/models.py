"""Units, sites, people, posts. Levels and kinds of units are data: no level is special."""

from datetime import date
from typing import Final

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.fold import fold, person_sort_key, sort_key
from hub.core.ids import PersonId, PostId, SiteId, UnitId, new_id
from hub.core.unit_of_work import Role


class Unit(Base):
    """An office or authority, valid from one day to another (`valid_to` None: still).

    `valid_to` is the first day it is no longer valid, here and in every table of this module.
    `level` is the code of a level of this installation ("province", "district", "commune",
    "office"); `level_name` is how people call it ("huyện", "xã"). `abbreviation` is the part
    of a document's notation after the type ("UBND"); `place` the địa danh of its letters.
    """

    __tablename__ = "units"

    id: Mapped[UnitId] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"), index=True)
    level: Mapped[str] = mapped_column(String(40))
    level_name: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    abbreviation: Mapped[str] = mapped_column(String(30), default="UBND")
    place: Mapped[str] = mapped_column(String(50), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    fold: Mapped[str] = mapped_column(String(400), default="")
    sort_key: Mapped[str] = mapped_column(String(800), default="", index=True)
    version: Mapped[int] = mapped_column()

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id", lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    def rename(self, name: str, short_name: str) -> None:
        """Give the unit its names, with the keys it is searched and ordered by."""
        self.name, self.short_name = name, short_name
        self.fold, self.sort_key = fold(f"{name} {short_name}"), sort_key(short_name)


#: The level of what a guest of a meeting stands for: no unit of the tree, in no list of units.
GUEST_LEVEL: Final = "guest"
#: Which units are entered in the directory.
IN_DIRECTORY: Final = Unit.level != GUEST_LEVEL


class UnitStanding(Base):
    """What a unit was called and where it stood, from a day on until the next standing.

    `Unit` holds the standing of today; papers of an earlier day are headed by that day's.
    """

    __tablename__ = "unit_standings"
    __table_args__ = (UniqueConstraint("unit_id", "valid_from"),)

    id: Mapped[UnitId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    parent_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"))
    level_name: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date]
    legal_ground: Mapped[str] = mapped_column(String(200), default="")


class UnitCode(Base):
    """An official code of a unit; never its identity, since codes are used again."""

    __tablename__ = "unit_codes"
    __table_args__ = (UniqueConstraint("unit_id", "scheme", "code", "valid_from"),)

    id: Mapped[UnitId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(35))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitSuccession(Base):
    """Which unit took over from which, on what legal ground."""

    __tablename__ = "unit_successions"
    __table_args__ = (UniqueConstraint("old_unit_id", "new_unit_id"),)

    id: Mapped[UnitId] = mapped_column(primary_key=True, default=new_id)
    old_unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    new_unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    on: Mapped[date]
    legal_ground: Mapped[str] = mapped_column(String(200), default="")


class Person(Base):
    """Somebody the hub knows. People are never deleted; `active` False closes every door."""

    __tablename__ = "people"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    active: Mapped[bool] = mapped_column(default=True)
    fold: Mapped[str] = mapped_column(String(200), default="", index=True)
    sort_key: Mapped[str] = mapped_column(String(400), default="", index=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    def rename(self, name: str) -> None:
        """Give the person a name, with the keys it is searched and ordered by."""
        self.name, self.fold, self.sort_key = name, fold(name), person_sort_key(name)


class Post(Base):
    """A person's post in a unit; a person may hold several. Roles belong to the post."""

    __tablename__ = "posts"

    id: Mapped[PostId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(100))
    is_head: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    roles: Mapped[list["PostRole"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class PostRole(Base):
    """One role of a post."""

    __tablename__ = "post_roles"

    post_id: Mapped[PostId] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class Site(Base):
    """A điểm cầu: one place, one connection, several delegates. Belongs to a unit.

    `position` is its fixed place on every board and wall; `distance_km` the way by road to the
    office above it.
    """

    __tablename__ = "sites"

    id: Mapped[SiteId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_main: Mapped[bool] = mapped_column(default=False)
    technician_name: Mapped[str] = mapped_column(String(100), default="")
    technician_phone: Mapped[str] = mapped_column(String(30), default="")
    distance_km: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column()

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
