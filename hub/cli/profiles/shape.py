"""What a demo profile is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hub.core.fold import fold
from hub.core.unit_of_work import Role


@dataclass(frozen=True)
class DemoUnit:
    """A unit. `key` is its name in the profile's data only; parents come before children."""

    key: str
    parent: str
    level: str
    level_name: str
    name: str
    short_name: str
    place: str
    since: date
    codes: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""

    @property
    def mail_domain(self) -> str:
        """A domain that no mail can leave to (RFC 2606 §2)."""
        return f"{self.key}.example"


@dataclass(frozen=True)
class DemoPerson:
    """A person in one post."""

    username: str
    name: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    is_head: bool = False
    phone: str = ""

    @property
    def email(self) -> str:
        """An address that no mail can leave to (RFC 2606 §2)."""
        return f"{self.username}@{self.unit}.example"


@dataclass(frozen=True)
class DemoSite:
    """A conference site; sites are listed in the order of their places."""

    unit: str
    name: str
    place: str
    technician: str
    phone: str


@dataclass(frozen=True)
class Renaming:
    """A unit that stands below another unit since the reform."""

    unit: str
    parent: str


@dataclass(frozen=True)
class Closing:
    """A unit that ended with the reform, and who took over."""

    unit: str
    successors: tuple[str, ...]
    legal_ground: str


@dataclass(frozen=True)
class Profile:
    """A whole office with its communes."""

    name: str
    title: str
    host: str
    units: tuple[DemoUnit, ...]
    sites: tuple[DemoSite, ...]
    people: tuple[DemoPerson, ...]
    renamings: tuple[Renaming, ...] = ()
    closings: tuple[Closing, ...] = ()
    reformed_on: date = date(2025, 7, 1)
    legal_ground: str = ""


def key_of(name: str) -> str:
    """Return the ASCII letters of a name: `Mỹ Lung` becomes `mylung`."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


def commune_staff(
    unit: str, level_name: str, leader: str, clerk: str
) -> tuple[DemoPerson, DemoPerson]:
    """Return the chair of a commune, who heads it, and its clerk."""
    name = unit.removesuffix("2025")
    return (
        DemoPerson(
            f"ct.{name}", leader, f"Chủ tịch UBND {level_name}", unit,
            (Role.SITE_LEADER,), is_head=True,
        ),
        DemoPerson(f"vt.{name}", clerk, "Văn thư – Lưu trữ", unit, (Role.SITE_CLERK,)),
    )  # fmt: skip


def office_staff(unit: str, level: str, names: Mapping[str, str]) -> tuple[DemoPerson, ...]:
    """Return one person for every role of a host office of this level ("huyện", "tỉnh").

    `names` maps user names to people.
    """
    posts: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
        ("chutri", f"Chủ tịch UBND {level}", (Role.CHAIR,)),
        ("phochutich", f"Phó Chủ tịch UBND {level}", (Role.CHAIR,)),
        ("chuyenvien", "Chuyên viên Văn phòng HĐND và UBND", (Role.SCHEDULER,)),
        ("thuky", "Thư ký cuộc họp, Văn phòng HĐND và UBND", (Role.SECRETARY,)),
        ("vanthu", "Văn thư cơ quan", (Role.REGISTRY_CLERK,)),
        ("kythuat", "Cán bộ kỹ thuật trực điểm cầu", (Role.TECHNICIAN,)),
        ("quantridonvi", "Phó Chánh Văn phòng, quản trị đơn vị", (Role.UNIT_ADMIN,)),
        ("quantri", "Quản trị hệ thống", (Role.SYSTEM_ADMIN,)),
        ("thanhtra", f"Thanh tra viên, Thanh tra {level}", (Role.AUDITOR,)),
    )
    return tuple(
        DemoPerson(username, names[username], title, unit, roles, is_head=username == "chutri")
        for username, title, roles in posts
    )
