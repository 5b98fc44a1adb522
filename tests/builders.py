"""Ready-made things for tests. Each takes only what the test cares about."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from hub.core.fold import fold
from hub.core.ids import (
    AgendaItemId,
    InvitationId,
    MeetingId,
    MeetingSiteId,
    PersonId,
    PostId,
    SiteId,
    UnitId,
    new_id,
)
from hub.core.unit_of_work import Actor, Role
from hub.directory.models import Person, Post, PostRole, Site, Unit
from hub.directory.service import GuestFacts
from hub.invitations.models import Invitation
from hub.meetings.models import AgendaItem, Meeting, MeetingSite, MeetingState

#: A Monday, 08:00 in Vietnam.
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
LONG_AGO = date(2020, 1, 1)

HOST_ROLES = (
    Role.SCHEDULER,
    Role.CHAIR,
    Role.SECRETARY,
    Role.REGISTRY_CLERK,
    Role.TECHNICIAN,
    Role.UNIT_ADMIN,
    Role.SYSTEM_ADMIN,
    Role.AUDITOR,
)
SITE_ROLES = (Role.SITE_LEADER, Role.SITE_CLERK)


def a_unit(
    name: str = "UBND xã Xuân Viên", *, parent: Unit | None = None, **changes: object
) -> Unit:
    short = name.removeprefix("UBND ")
    unit = Unit(
        **{
            "id": UnitId(new_id()),
            "parent_id": parent.id if parent else None,
            "level": "commune",
            "level_name": "xã",
            "place": short.removeprefix("xã "),
            "email": f"{fold(short).replace(' ', '')}@example.vn",
            "valid_from": LONG_AGO,
            **changes,
        }
    )
    unit.rename(name, short)
    return unit


def a_person(name: str = "Lê Thị Hoa") -> Person:
    person = Person(id=PersonId(new_id()), email="", active=True)
    person.rename(name)
    person.email = f"{fold(name).replace(' ', '.')}.{str(person.id)[-4:]}@example.vn"
    return person


def a_post(
    person: Person, unit: Unit, *roles: Role, title: str = "Chuyên viên", is_head: bool = False
) -> Post:
    post = Post(
        id=PostId(new_id()),
        person_id=person.id,
        unit_id=unit.id,
        title=title,
        is_head=is_head,
        valid_from=LONG_AGO,
    )
    post.roles = [PostRole(post_id=post.id, role=role) for role in sorted(roles)]
    return post


def a_site(unit: Unit, *, position: int = 0, is_main: bool = False) -> Site:
    return Site(
        id=SiteId(new_id()),
        unit_id=unit.id,
        name=f"Điểm cầu {unit.short_name}",
        place=f"Phòng họp {unit.short_name}",
        position=position,
        is_main=is_main,
    )


def an_actor(unit: Unit, *roles: Role, person: Person | None = None) -> Actor:
    return Actor(
        person_id=person.id if person else PersonId(new_id()),
        post_id=PostId(new_id()),
        unit_id=unit.id,
        roles=frozenset(roles),
        name=person.name if person else "Nguyễn Văn Thử",
    )


#: Far apart, so that the service can count on between them. Drawn by chance, the codes of two
#: meetings were the same once in a million.
CODES = count(100_000, 1_000)


def a_meeting(
    host: Unit,
    chair: Person,
    secretary: Person,
    *,
    starts_at: datetime = MONDAY,
    title: str = "Hội nghị triển khai xây dựng chính quyền điện tử",
    state: MeetingState = MeetingState.INVITED,
    **changes: object,
) -> Meeting:
    meeting_id = MeetingId(new_id())
    return Meeting(
        **{
            "id": meeting_id,
            "code": f"HN-2026-{next(CODES):06d}",
            "title": title,
            "purpose": "Triển khai nhiệm vụ năm 2026",
            "host_unit_id": host.id,
            "chair_id": chair.id,
            "secretary_id": secretary.id,
            "location": "Phòng họp UBND huyện",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "state": state,
            "sequence": 0,
            "created_by_id": secretary.id,
            "created_at": starts_at - timedelta(days=10),
            "fold": fold(title),
            **changes,
        }
    )


def at_site(meeting: Meeting, site: Site, *, position: int = 0) -> MeetingSite:
    return MeetingSite(
        id=MeetingSiteId(new_id()),
        meeting_id=meeting.id,
        site_id=site.id,
        unit_id=site.unit_id,
        position=position,
        is_main=site.is_main,
    )


def an_agenda_item(
    meeting: Meeting, title: str = "Báo cáo kết quả", *, position: int = 1
) -> AgendaItem:
    return AgendaItem(
        id=AgendaItemId(new_id()),
        meeting_id=meeting.id,
        position=position,
        title=title,
        presenter="Phòng Văn hóa – Thông tin",
        minutes=20,
    )


def an_invitation(meeting: Meeting, meeting_site: MeetingSite) -> Invitation:
    return Invitation(
        id=InvitationId(new_id()),
        meeting_id=meeting.id,
        meeting_site_id=meeting_site.id,
        unit_id=meeting_site.unit_id,
        link_serial=1,
        sent_at=meeting.created_at,
    )


@dataclass
class Commune:
    """An invited unit: its people, its site, its place in the meeting, its invitation."""

    unit: Unit
    leader: Person
    clerk: Person
    site: Site
    meeting_site: MeetingSite
    invitation: Invitation


@dataclass
class Stage:
    """A host with every role, three invited communes, a meeting; and noise nobody should touch.

    The noise is another district with a meeting of its own, at the same hour.
    """

    host: Unit
    staff: dict[Role, Person]
    posts: dict[PersonId, Post]
    main_site: Site
    main_meeting_site: MeetingSite
    meeting: Meeting
    agenda: list[AgendaItem]
    communes: list[Commune]
    other_host: Unit
    other_staff: dict[Role, Person]
    other_meeting: Meeting
    other_commune: Commune
    rows: list[list[object]] = field(default_factory=list)

    def actor(self, role: Role) -> Actor:
        return self.actor_of(self.staff[role])

    def actor_of(self, person: Person) -> Actor:
        post = self.posts[person.id]
        return Actor(
            person.id,
            post.id,
            post.unit_id,
            frozenset(each.role for each in post.roles),
            person.name,
        )

    def other_actor(self, role: Role) -> Actor:
        return self.actor_of(self.other_staff[role])


NAMES = {
    Role.SCHEDULER: "Nguyễn Thị Thu",
    Role.CHAIR: "Trần Văn Hòa",
    Role.SECRETARY: "Phạm Minh Châu",
    Role.REGISTRY_CLERK: "Đỗ Thị Lan",
    Role.TECHNICIAN: "Vũ Đức Mạnh",
    Role.UNIT_ADMIN: "Bùi Quang Huy",
    Role.SYSTEM_ADMIN: "Hoàng Anh Tú",
    Role.AUDITOR: "Lý Thị Ngọc",
}


def a_stage() -> Stage:
    posts: dict[PersonId, Post] = {}

    def staff_of(unit: Unit) -> dict[Role, Person]:
        staff = {}
        for role in HOST_ROLES:
            staff[role] = a_person(NAMES[role])
            posts[staff[role].id] = a_post(
                staff[role],
                unit,
                role,
                title="Phó Chủ tịch" if role is Role.CHAIR else "Chuyên viên",
            )
        return staff

    def commune_of(meeting: Meeting, unit: Unit, position: int) -> Commune:
        leader, clerk = a_person(f"Hà Văn {unit.place}"), a_person(f"Đinh Thị {unit.place}")
        posts[leader.id] = a_post(leader, unit, Role.SITE_LEADER, title="Chủ tịch", is_head=True)
        posts[clerk.id] = a_post(clerk, unit, Role.SITE_CLERK, title="Văn thư")
        site = a_site(unit, position=position)
        meeting_site = at_site(meeting, site, position=position)
        return Commune(
            unit, leader, clerk, site, meeting_site, an_invitation(meeting, meeting_site)
        )

    host = a_unit("UBND huyện Yên Lập", level="district", level_name="huyện")
    other_host = a_unit("UBND huyện Thanh Sơn", level="district", level_name="huyện")
    staff, other_staff = staff_of(host), staff_of(other_host)
    main_site = a_site(host, is_main=True)
    meeting = a_meeting(host, staff[Role.CHAIR], staff[Role.SECRETARY])
    other_meeting = a_meeting(
        other_host,
        other_staff[Role.CHAIR],
        other_staff[Role.SECRETARY],
        title="Họp giao ban của huyện khác",
    )
    units = [
        a_unit(f"UBND xã {name}", parent=host) for name in ("Xuân Viên", "Đồng Lạc", "Mỹ Lung")
    ]
    communes = [commune_of(meeting, unit, place) for place, unit in enumerate(units, 1)]
    other_unit = a_unit("UBND xã Tất Thắng", parent=other_host)
    other_commune = commune_of(other_meeting, other_unit, 1)
    agenda = [
        an_agenda_item(meeting, "Báo cáo kết quả xây dựng chính quyền điện tử", position=1),
        an_agenda_item(meeting, "Thảo luận", position=2),
    ]
    main_meeting_site = at_site(meeting, main_site, position=0)
    everybody = [*communes, other_commune]
    people = [
        *staff.values(),
        *other_staff.values(),
        *(person for each in everybody for person in (each.leader, each.clerk)),
    ]
    rows: list[list[object]] = [
        [host, other_host],
        [*units, other_unit],
        people,
        [*posts.values(), main_site, *(each.site for each in everybody)],
        [meeting, other_meeting],
        [*agenda, main_meeting_site, *(each.meeting_site for each in everybody)],
        [each.invitation for each in everybody],
    ]
    return Stage(
        host=host,
        staff=staff,
        posts=posts,
        main_site=main_site,
        main_meeting_site=main_meeting_site,
        meeting=meeting,
        agenda=agenda,
        communes=communes,
        other_host=other_host,
        other_staff=other_staff,
        other_meeting=other_meeting,
        other_commune=other_commune,
        rows=rows,
    )


def settle(session: Session, stage: Stage) -> None:
    """Put the stage into the database, parents before children."""
    for rows in stage.rows:
        session.add_all(rows)
        session.flush()


def a_guest(**changes: Any) -> GuestFacts:
    return GuestFacts(
        **{
            "name": "Trần Quốc Bình",
            "email": "binh.tq@soyte.example.vn",
            "title": "Phó Giám đốc",
            "organisation": "Sở Y tế",
            "phone": "0210 3 846 001",
            **changes,
        }
    )
