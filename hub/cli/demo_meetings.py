"""The demo's meetings: one archived, one just held, one of today, two to come; two opinions.

Nothing is written into tables here. The same services that pages call are called, at the
moments at which people would have called them.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from hub.attendance import service as attendance
from hub.attendance.models import RollStatus
from hub.cli import demo_documents as documents
from hub.cli import demo_lines
from hub.cli.demo_certificates import register_certificates
from hub.cli.demo_dossier import seal
from hub.cli.demo_guests import ask_guest
from hub.cli.demo_minutes import record
from hub.cli.demo_opinions import consult
from hub.cli.demo_papers import (
    CONCLUSION,
    E_GOVERNMENT_REPORT,
    MONTHLY_REPORT,
    Text,
    writer_of,
)
from hub.cli.demo_presence import attend
from hub.cli.demo_registers import keep_registers
from hub.cli.demo_sheet import freeze, freeze_and_sign
from hub.cli.demo_stage import COLLEAGUES, Stage
from hub.cli.demo_votes import discuss
from hub.core.clock import midnight, wall_date
from hub.core.ids import DocumentId, MeetingId
from hub.core.unit_of_work import SYSTEM, Role, UnitOfWork
from hub.documents.rules import Details
from hub.invitations import queries as invitations
from hub.invitations import service as invitation_service
from hub.invitations.models import Answer
from hub.invitations.rules import DelegateLine, Reply
from hub.meetings import queries as meetings
from hub.meetings import service
from hub.meetings.models import Meeting, MeetingForm, MeetingType
from hub.meetings.rules import AgendaLine, Plan
from hub.outbox import service as outbox

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
#: Monthly rehearsals of the lines before the meetings of today.
REHEARSALS = 5
REASONS = ("Đi công tác tại tỉnh theo giấy triệu tập", "Trực chỉ huy phòng, chống mưa lũ tại xã")


def hold(stage: Stage) -> None:
    """Plan, invite, answer, hold and record the demo's meetings."""
    now = stage.runtime.clock()
    today = midnight(wall_date(now))
    for months_ago in range(REHEARSALS, 0, -1):
        _rehearsal(stage, today - timedelta(days=30 * months_ago - 15, hours=-9), months_ago)
    _last_week(stage, today - timedelta(days=6) + timedelta(hours=8))
    _just_held(stage, today - timedelta(days=1) + timedelta(hours=14))
    register_certificates(stage, today - timedelta(hours=7))
    keep_registers(stage, today - timedelta(hours=7))
    consult(stage, today)
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
    """Let communes answer one after another: most come; one each is a deputy, unsure, absent."""
    with stage.runtime.read() as session:
        asked = [(each.id, each.unit_id) for each in invitations.of_meeting(session, meeting_id)]
    for number, (invitation_id, unit_id) in enumerate(asked[:most]):
        leader = stage.leader(unit_id)
        with stage.at(moment + timedelta(minutes=17 * number), leader) as uow:
            invitation = invitations.get(uow.session, invitation_id)
            invitation_service.answer(uow, invitation, _reply(number, leader.name))


def _reply(number: int, leader: str) -> Reply:
    if number in {4, 5}:
        answer = Answer.ABSENT if number == 4 else Answer.TENTATIVE  # noqa: PLR2004
        return Reply(answer, reason=REASONS[0], by_name=leader)
    if number == 9:  # noqa: PLR2004
        deputy = DelegateLine("Hà Thị Thanh Xuân", "Phó Chủ tịch UBND xã", is_deputy=True)
        return Reply(
            Answer.SENDING_DEPUTY, (deputy,), head_count=3, reason=REASONS[1], by_name=leader
        )
    name, title = COLLEAGUES[number % len(COLLEAGUES)]
    people = (DelegateLine(leader, "Chủ tịch UBND"), DelegateLine(name, title))
    return Reply(Answer.ATTENDING, people, head_count=2 + number % 4, by_name=leader)


def _last_week(stage: Stage, starts_at: datetime) -> None:
    """Hold a briefing with everything: documents, presence, lines, roll, minutes, dossier."""
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
    report = _write(stage, meeting_id, MONTHLY_REPORT, starts_at - timedelta(days=4), item=0)
    issued_at = starts_at - timedelta(days=3)
    documents.issue(stage, report, issued_at)
    documents.read(stage, report, issued_at + timedelta(hours=2), documents.MOST_ACKNOWLEDGED)
    documents.certify(stage, report, issued_at + timedelta(hours=8))
    _held(stage, meeting_id, starts_at)
    closed_at = starts_at + timedelta(minutes=48)
    freeze_and_sign(stage, meeting_id, closed_at + timedelta(minutes=8))
    record(stage, meeting_id, closed_at)
    conclusion = _write(stage, meeting_id, CONCLUSION, closed_at + timedelta(days=1))
    documents.issue(stage, conclusion, closed_at + timedelta(days=1, hours=2))
    documents.read(
        stage, conclusion, closed_at + timedelta(days=1, hours=4), documents.MANY_MISSING
    )
    seal(stage, meeting_id, closed_at + timedelta(days=3))


def _rehearsal(stage: Stage, starts_at: datetime, months_ago: int) -> None:
    """Hold the monthly rehearsal of all lines, of which only the sums are left."""
    plan = _plan(
        stage,
        starts_at,
        title="Kiểm tra định kỳ đường truyền trực tuyến các điểm cầu",
        type=MeetingType.REHEARSAL,
        ends_at=starts_at + timedelta(minutes=40),
        agenda=BRIEFING[-1:],
        purpose="Kiểm tra đường truyền, thiết bị của các điểm cầu trước các hội nghị trong tháng.",
    )
    meeting_id = _invited(stage, plan, starts_at - timedelta(days=3))
    ends_at = starts_at + timedelta(minutes=36)
    with stage.at(starts_at, stage.actor(Role.CHAIR)) as uow:
        service.open_meeting(uow, meetings.get(uow.session, meeting_id))
    demo_lines.come(stage, meeting_id, starts_at)
    with stage.at(ends_at, stage.actor(Role.CHAIR)) as uow:
        service.close_meeting(uow, meetings.get(uow.session, meeting_id))
    with stage.at(ends_at, stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        attendance.propose_roll(uow, meeting)
        attendance.freeze(uow, meeting)
    with stage.at(ends_at, SYSTEM) as uow:  # nobody needs the mails of months past
        for invitation in invitations.of_meeting(uow.session, meeting_id):
            outbox.withdraw(uow, f"invitation:{invitation.id}:")
    progress = (REHEARSALS - months_ago) / (REHEARSALS - 1)
    demo_lines.keep(stage, meeting_id, starts_at, ends_at, progress)


def _just_held(stage: Stage, starts_at: datetime) -> None:
    """Hold a small meeting whose minutes nobody has begun and whose sheet waits to be signed."""
    members = [site.id for site in stage.built.sites if not site.is_main]
    plan = _plan(
        stage,
        starts_at,
        title="Họp chuyên đề phòng, chống thiên tai",
        type=MeetingType.THEMATIC,
        ends_at=starts_at + timedelta(minutes=50),
        agenda=BRIEFING[-1:],
        purpose="Bàn phương án sơ tán dân vùng có nguy cơ sạt lở.",
        site_ids=frozenset(members[:5]),
    )
    meeting_id = _invited(stage, plan, starts_at - timedelta(days=5))
    _answered(stage, meeting_id, starts_at - timedelta(days=4), most=5)
    _held(stage, meeting_id, starts_at)
    freeze(stage, meeting_id, starts_at + timedelta(minutes=56))


def _held(stage: Stage, meeting_id: MeetingId, starts_at: datetime) -> None:
    with stage.at(starts_at, stage.actor(Role.CHAIR)) as uow:
        service.open_meeting(uow, meetings.get(uow.session, meeting_id))
    attend(stage, meeting_id, starts_at, during=lambda: discuss(stage, meeting_id, starts_at))
    with stage.at(starts_at + timedelta(minutes=48), stage.actor(Role.CHAIR)) as uow:
        service.close_meeting(uow, meetings.get(uow.session, meeting_id))
    with stage.at(starts_at + timedelta(minutes=55), stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        attendance.propose_roll(uow, meeting)
        _correct_one(uow, meeting)


def _write(
    stage: Stage, meeting_id: MeetingId, text: Text, at: datetime, *, item: int | None = None
) -> DocumentId:
    """Put in a document for an agenda item, or for the meeting as a whole."""
    with stage.runtime.read() as session:
        agenda = meetings.get(session, meeting_id).agenda
    agenda_item_id = None if item is None else agenda[item].id
    details = Details(text.type, text.title, agenda_item_id)
    return documents.draft(stage, meeting_id, details, writer_of(text), at)


def _correct_one(uow: UnitOfWork, meeting: Meeting) -> None:
    absent = [site for site in meeting.sites if not site.is_main][4]
    attendance.call_roll(uow, meeting, absent, status=RollStatus.EXCUSED, note=REASONS[0])


def _today(stage: Stage, starts_at: datetime) -> None:
    """Prepare one to walk into: most have answered, a report waits for the chair's signature."""
    invited_at = starts_at - timedelta(days=5)
    night = midnight(wall_date(starts_at) + timedelta(days=1))
    ends_at = min(starts_at + timedelta(hours=2), night - timedelta(minutes=5))
    meeting_id = _invited(stage, _plan(stage, starts_at, ends_at=ends_at), invited_at)
    letter = documents.letter(stage, meeting_id, invited_at + timedelta(hours=3))
    documents.issue(stage, letter, invited_at + timedelta(hours=4))
    documents.read(stage, letter, invited_at + timedelta(hours=6), documents.MANY_MISSING)
    _answered(stage, meeting_id, starts_at - timedelta(days=4), most=14)
    ask_guest(stage, meeting_id, starts_at - timedelta(days=3))
    _write(stage, meeting_id, E_GOVERNMENT_REPORT, starts_at - timedelta(days=1), item=0)
    demo_lines.measure(stage, meeting_id)


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
