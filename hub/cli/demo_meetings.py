"""The demo's meetings: one of last week, held and recorded, one of today, two to come.

Nothing is written into tables here. The same services that pages call are called, at the
moments at which people would have called them.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.attendance import service as attendance
from hub.attendance.models import RollStatus
from hub.cli.profiles import Built
from hub.core.clock import midnight, wall_date
from hub.core.ids import MeetingId, UnitId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Actor, Role, UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Person
from hub.invitations import queries as invitations
from hub.invitations import service as invitation_service
from hub.invitations.models import Answer
from hub.invitations.rules import DelegateLine, Reply
from hub.meetings import queries as meetings
from hub.meetings import service
from hub.meetings.models import Meeting, MeetingForm, MeetingSite, MeetingType
from hub.meetings.rules import AgendaLine, Plan
from hub.quality import service as quality
from hub.quality.rules import Measurement, TestResult

SAMPLE_S = 10
#: The same "chance" each time, so that two demo hubs show the same.
SEED = 2021

E_GOVERNMENT = (
    AgendaLine("Báo cáo kết quả xây dựng chính quyền điện tử", "Phòng Văn hóa – Thông tin", 30),
    AgendaLine("Tham luận của các xã, thị trấn", "Đại diện các điểm cầu", 45),
    AgendaLine("Thảo luận, kết luận hội nghị", "Chủ trì hội nghị", 30),
)
BRIEFING = (
    AgendaLine("Tình hình tiếp nhận, giải quyết hồ sơ", "Bộ phận Tiếp nhận và Trả kết quả", 15),
    AgendaLine("Văn bản phát hành trên trục liên thông", "Văn phòng HĐND và UBND", 15),
    AgendaLine("Kết luận", "Chủ trì hội nghị", 10),
)
REASONS = ("Đi công tác tại tỉnh theo giấy triệu tập", "Trực chỉ huy phòng, chống mưa lũ tại xã")


@dataclass(frozen=True)
class Stage:
    """Who acts in the demo, and the hub they act on."""

    runtime: Runtime
    built: Built

    def actor(self, role: Role) -> Actor:
        """Return the first person of the host's office with a role."""
        return self.acting(self.built.by_role[role][0])

    def acting(self, person: Person) -> Actor:
        """Return a person in their post."""
        with self.runtime.read() as session:
            post = directory.posts_of(session, person.id)[0]
            actor = directory.actor_of(session, post.id)
        if actor is None:
            raise LookupError(person.name)
        return actor

    def leader(self, unit_id: UnitId) -> Actor:
        """Return the head of a commune."""
        with self.runtime.read() as session:
            head = directory.head_of(session, unit_id)
        if head is None:
            raise LookupError(str(unit_id))
        return self.acting(head)

    @contextmanager
    def at(self, moment: datetime, actor: Actor) -> Iterator[UnitOfWork]:
        """Do one thing as somebody, at a moment."""
        past = replace(self.runtime, clock=lambda: moment)
        with past.unit_of_work(actor) as uow:
            yield uow


def hold(runtime: Runtime, built: Built) -> None:
    """Plan, invite, answer, hold and record the demo's meetings."""
    stage = Stage(runtime, built)
    now = runtime.clock()
    today = midnight(wall_date(now))
    _last_week(stage, today - timedelta(days=6) + timedelta(hours=8))
    _today(stage, _next_half_hour(now))
    _to_come(stage, today + timedelta(days=3, hours=8))
    _waiting_for_the_chair(stage, today + timedelta(days=8, hours=13, minutes=30))


def _next_half_hour(now: datetime) -> datetime:
    rounded = now.replace(second=0, microsecond=0)
    return rounded + timedelta(minutes=60 - rounded.minute % 30)


def _plan(stage: Stage, starts_at: datetime, **changes: object) -> Plan:
    plan = Plan(
        title="Hội nghị triển khai xây dựng chính quyền điện tử",
        type=MeetingType.ROLL_OUT,
        form=MeetingForm.ONLINE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        chair_id=stage.actor(Role.CHAIR).person_id,
        secretary_id=stage.actor(Role.SECRETARY).person_id,
        location="Phòng họp trực tuyến, trụ sở UBND",
        purpose="Đánh giá kết quả, triển khai nhiệm vụ xây dựng chính quyền điện tử.",
        requirements="Các điểm cầu vào phòng họp trước 10 phút để kiểm tra đường truyền.",
        site_ids=frozenset(site.id for site in stage.built.sites if not site.is_main),
        agenda=E_GOVERNMENT,
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def _planned(stage: Stage, plan: Plan, moment: datetime) -> MeetingId:
    with stage.at(moment, stage.actor(Role.SCHEDULER)) as uow:
        meeting = service.create(uow, plan)
        service.submit(uow, meetings.get(uow.session, meeting.id))
    return meeting.id


def _invited(stage: Stage, plan: Plan, moment: datetime) -> MeetingId:
    meeting_id = _planned(stage, plan, moment)
    with stage.at(moment + timedelta(hours=1), stage.actor(Role.CHAIR)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        service.approve(uow, meeting, version=meeting.version)
    with stage.at(moment + timedelta(hours=2), stage.actor(Role.SCHEDULER)) as uow:
        service.invite(uow, meetings.get(uow.session, meeting_id))
    return meeting_id


def _answered(stage: Stage, meeting_id: MeetingId, moment: datetime, *, most: int) -> None:
    """Let communes answer one after another: most come, one sends a deputy, one is absent."""
    with stage.runtime.read() as session:
        asked = [(each.id, each.unit_id) for each in invitations.of_meeting(session, meeting_id)]
    for number, (invitation_id, unit_id) in enumerate(asked[:most]):
        leader = stage.leader(unit_id)
        with stage.at(moment + timedelta(minutes=17 * number), leader) as uow:
            invitation = invitations.get(uow.session, invitation_id)
            invitation_service.answer(uow, invitation, _reply(number, leader.name))


def _reply(number: int, leader: str) -> Reply:
    if number == 4:  # noqa: PLR2004
        return Reply(Answer.ABSENT, reason=REASONS[0], by_name=leader)
    if number == 9:  # noqa: PLR2004
        deputy = DelegateLine("Hà Thị Thanh Xuân", "Phó Chủ tịch UBND xã", is_deputy=True)
        return Reply(
            Answer.SENDING_DEPUTY, (deputy,), head_count=3, reason=REASONS[1], by_name=leader
        )
    people = (DelegateLine(leader, "Chủ tịch UBND"), DelegateLine("Đinh Văn Cường", "Công chức"))
    return Reply(Answer.ATTENDING, people, head_count=2 + number % 4, by_name=leader)


def _last_week(stage: Stage, starts_at: datetime) -> None:
    """Hold a briefing: presence, lines, roll, frozen sheet."""
    plan = _plan(
        stage,
        starts_at,
        title="Hội nghị giao ban tháng với các xã, thị trấn",
        type=MeetingType.BRIEFING,
        ends_at=starts_at + timedelta(minutes=50),
        agenda=BRIEFING,
        purpose="Đánh giá công tác tháng, triển khai nhiệm vụ tháng tới.",
    )
    meeting_id = _invited(stage, plan, starts_at - timedelta(days=9))
    _answered(stage, meeting_id, starts_at - timedelta(days=7), most=17)
    with stage.at(starts_at, stage.actor(Role.CHAIR)) as uow:
        service.open_meeting(uow, meetings.get(uow.session, meeting_id))
    _attend(stage, meeting_id, starts_at)
    with stage.at(starts_at + timedelta(minutes=48), stage.actor(Role.CHAIR)) as uow:
        service.close_meeting(uow, meetings.get(uow.session, meeting_id))
    with stage.at(starts_at + timedelta(minutes=55), stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        attendance.propose_roll(uow, meeting)
        _correct_one(uow, meeting)
        attendance.freeze(uow, meeting)


def _correct_one(uow: UnitOfWork, meeting: Meeting) -> None:
    absent = [site for site in meeting.sites if not site.is_main][4]
    attendance.call_roll(uow, meeting, absent, status=RollStatus.EXCUSED, note=REASONS[0])


def _attend(stage: Stage, meeting_id: MeetingId, starts_at: datetime) -> None:
    chance = random.Random(SEED)  # noqa: S311  (demo figures, no secret)
    with stage.runtime.read() as session:
        sites = meetings.sites_of(session, meeting_id)
    for number, site in enumerate(sites):
        if number == 5:  # noqa: PLR2004  (absent with a reason)
            continue
        actor = stage.actor(Role.TECHNICIAN) if site.is_main else stage.leader(site.unit_id)
        joined = starts_at + timedelta(minutes=12 if number == 11 else -chance.randint(1, 9))  # noqa: PLR2004
        left = starts_at + timedelta(minutes=48)
        stays = [(joined, left)]
        if number == 7:  # noqa: PLR2004  (a line that fails for four minutes)
            gap = starts_at + timedelta(minutes=21)
            stays = [(joined, gap), (gap + timedelta(minutes=4), left)]
        for part, (begin, end) in enumerate(stays):
            _stay(stage, actor, site, begin, end, connection=f"demo-{site.id}-{part}")
            _line(
                stage, actor, site, begin, end, f"demo-{site.id}-{part}", _line_of(number), chance
            )


def _stay(
    stage: Stage,
    actor: Actor,
    site: MeetingSite,
    begin: datetime,
    end: datetime,
    *,
    connection: str,
) -> None:
    with stage.at(begin, actor) as uow:
        attendance.arrive(
            uow,
            site,
            connection=connection,
            event_key=connection[-44:] + "-j",
            person_name=actor.name,
        )
    with stage.at(end, actor) as uow:
        attendance.leave(uow, connection, event_key=connection[-44:] + "-l", lost=False)


def _line_of(number: int) -> tuple[float, float]:
    """Return the usual round trip (ms) and loss (%) of a site."""
    return {3: (210.0, 2.4), 8: (95.0, 1.6), 14: (360.0, 6.5)}.get(number, (38.0, 0.2))


def _line(  # noqa: PLR0913, PLR0917  (a stay of a line has these parts)
    stage: Stage,
    actor: Actor,
    site: MeetingSite,
    begin: datetime,
    end: datetime,
    connection: str,
    usual: tuple[float, float],
    chance: random.Random,
) -> None:
    """Measure the line every ten seconds, sent in batches as a browser on a bad line does."""
    count = int((end - begin).total_seconds()) // SAMPLE_S
    measured = [_measured(seq, usual, chance) for seq in range(count)]
    for start in range(0, count, 30):
        batch = measured[start : start + 30]
        until = begin + timedelta(seconds=SAMPLE_S * (start + len(batch)))
        aged = [
            replace(each, age_s=float(SAMPLE_S * (len(batch) - 1 - place)))
            for place, each in enumerate(batch)
        ]
        with stage.at(until, actor) as uow:
            quality.record_samples(uow, site, connection, aged)


def _measured(seq: int, usual: tuple[float, float], chance: random.Random) -> Measurement:
    rtt, loss = usual
    bad = chance.random() < 0.04 and rtt > 60  # noqa: PLR2004
    return Measurement(
        seq=seq,
        rtt_ms=round(rtt * chance.uniform(0.8, 1.3) * (2 if bad else 1), 1),
        jitter_ms=round(rtt / 12 * chance.uniform(0.5, 1.6), 1),
        loss_pct=round(loss * chance.uniform(0.0, 2.0) * (3 if bad else 1), 2),
        concealed_pct=round(loss * chance.uniform(0.0, 1.2), 2),
        jitter_buffer_ms=42.0,
        up_kbps=round(chance.uniform(380, 520)),
        down_kbps=round(chance.uniform(700, 980)),
        fps=round(chance.uniform(17, 20) if loss < 5 else chance.uniform(8, 15), 1),  # noqa: PLR2004
        freeze_pct=0.0,
        video_expected=True,
        facts={"path": "host/udp", "width": 640, "height": 360},
    )


def _today(stage: Stage, starts_at: datetime) -> None:
    """Prepare one to walk into: all but three communes have answered, lines were tested."""
    meeting_id = _invited(stage, _plan(stage, starts_at), starts_at - timedelta(days=5))
    _answered(stage, meeting_id, starts_at - timedelta(days=4), most=14)
    with stage.runtime.read() as session:
        sites = meetings.sites_of(session, meeting_id)
    tested_at = stage.runtime.clock() - timedelta(hours=1)
    for number, site in enumerate(sites[:12]):
        rtt, loss = _line_of(number)
        actor = stage.actor(Role.TECHNICIAN) if site.is_main else stage.leader(site.unit_id)
        with stage.at(tested_at + timedelta(minutes=number), actor) as uow:
            quality.record_test(
                uow,
                site,
                TestResult(
                    rtt_ms=rtt, jitter_ms=rtt / 10, loss_pct=loss, up_kbps=2400 / (1 + loss),
                    down_kbps=5200 / (1 + loss), udp_open=True, camera="ok", microphone="ok",
                ),
            )  # fmt: skip


def _to_come(stage: Stage, starts_at: datetime) -> None:
    plan = _plan(
        stage,
        starts_at,
        title="Tập huấn sử dụng chữ ký số và hệ thống quản lý văn bản",
        type=MeetingType.TRAINING,
        purpose="Hướng dẫn ký số, gửi nhận văn bản điện tử trên trục liên thông.",
    )
    meeting_id = _invited(stage, plan, stage.runtime.clock() - timedelta(days=1, hours=3))
    _answered(stage, meeting_id, stage.runtime.clock() - timedelta(hours=20), most=6)


def _waiting_for_the_chair(stage: Stage, starts_at: datetime) -> None:
    plan = _plan(
        stage,
        starts_at,
        title="Sơ kết công tác cải cách hành chính",
        type=MeetingType.INTERIM_REVIEW,
        purpose="Sơ kết công tác cải cách hành chính, bàn giải pháp thời gian tới.",
    )
    _planned(stage, plan, stage.runtime.clock() - timedelta(hours=2))
