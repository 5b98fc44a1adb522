"""Who acts in the demo, and the hub they act on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from hub.cli.profiles import Built
from hub.core.ids import PersonId, UnitId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Actor, Role, UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Person
from hub.gateways.storage import Storage

#: Who comes with the leader of a commune.
COLLEAGUES = (
    ("Đinh Văn Cường", "Công chức Văn hóa – Xã hội"),
    ("Nguyễn Thị Hồng Nhung", "Công chức Văn phòng – Thống kê"),
    ("Hà Minh Tuấn", "Công chức Văn hóa – Xã hội"),
    ("Lê Thị Phương Thảo", "Công chức Tư pháp – Hộ tịch"),
    ("Trần Quốc Đạt", "Công chức Văn phòng – Thống kê"),
    ("Phùng Thị Minh Châu", "Công chức Văn hóa – Xã hội"),
    ("Hoàng Đình Nghĩa", "Công chức Địa chính – Xây dựng"),
    ("Triệu Thị Lan", "Công chức Văn phòng – Thống kê"),
    ("Bùi Đức Mạnh", "Công chức Văn hóa – Xã hội"),
    ("Vũ Thị Kim Ngân", "Công chức Tài chính – Kế toán"),
    ("Đặng Quang Huy", "Công chức Văn phòng – Thống kê"),
    ("Lương Thị Thu Trang", "Công chức Văn hóa – Xã hội"),
    ("Tạ Văn Hiệp", "Công chức Địa chính – Xây dựng"),
    ("Phạm Thị Hải Yến", "Công chức Văn phòng – Thống kê"),
    ("Dương Công Thành", "Công chức Văn hóa – Xã hội"),
    ("Trịnh Thị Bích Ngọc", "Công chức Tư pháp – Hộ tịch"),
    ("Đinh Xuân Trường", "Công chức Văn phòng – Thống kê"),
)


@dataclass(frozen=True)
class Stage:
    """Who acts in the demo, and the hub they act on. `pins` are those of the test keys."""

    runtime: Runtime
    built: Built
    pins: Mapping[PersonId | UnitId, str] = field(repr=False)
    _known: dict[PersonId | UnitId, Actor] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def storage(self) -> Storage:
        """The files of the hub."""
        return Storage(self.runtime.settings.files_dir)

    def actor(self, role: Role) -> Actor:
        """Return the first person of the host's office with a role."""
        person = self.built.by_role[role][0]
        if person.id not in self._known:
            self._known[person.id] = self._acting(person)
        return self._known[person.id]

    def leader(self, unit_id: UnitId) -> Actor:
        """Return the head of a commune."""
        if unit_id not in self._known:
            with self.runtime.read() as session:
                head = directory.head_of(session, unit_id)
            if head is None:
                raise LookupError(str(unit_id))
            self._known[unit_id] = self._acting(head)
        return self._known[unit_id]

    def _acting(self, person: Person) -> Actor:
        with self.runtime.read() as session:
            post = directory.posts_of(session, person.id)[0]
            actor = directory.actor_of(session, post.id)
        if actor is None:
            raise LookupError(person.name)
        return actor

    @contextmanager
    def at(self, moment: datetime, actor: Actor) -> Iterator[UnitOfWork]:
        """Do one thing as somebody, at a moment."""
        past = replace(self.runtime, clock=lambda: moment)
        with past.unit_of_work(actor) as uow:
            yield uow
