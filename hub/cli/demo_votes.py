"""What the demo's past meetings voted on, wrote to each other, and called the technician for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from hub.cli.demo_stage import Stage
from hub.core.ids import MeetingId, MotionId
from hub.core.unit_of_work import Actor, Role, UnitOfWork
from hub.gateways.ballot_keys import BallotKeys
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.messages import service as messages
from hub.messages.models import Audience, Cause, IncidentKind
from hub.messages.queries import get_incident
from hub.votes import queries, service
from hub.votes.models import Choice, Motion, Secrecy, Threshold
from hub.votes.service import MotionText

RESOLUTION: Final = MotionText(
    title="Thông qua nghị quyết của hội nghị",
    text="Hội nghị thông qua nghị quyết theo dự thảo, giao Văn phòng hoàn thiện, trình ký.",
)
COMMENDATION: Final = MotionText(
    title="Giới thiệu tập thể đề nghị khen thưởng",
    text="Đề nghị khen thưởng Bộ phận Tiếp nhận và Trả kết quả có thành tích xuất sắc.",
    secrecy=Secrecy.SECRET,
    threshold=Threshold.TWO_THIRDS_OF_PRESENT,
)
OPINION: Final = "Đề nghị bổ sung kinh phí duy trì đường truyền cho các xã vùng cao."
#: Who says something else than "in favour", by the place of the site.
OTHERWISE: Final = {3: Choice.DISAGREE, 6: Choice.OTHER}
TALK: Final = (
    (None, Audience.ALL, "Đề nghị các điểm cầu tắt micrô khi không phát biểu."),
    (0, Audience.ALL, "Điểm cầu đã nhận đủ tài liệu."),
    (1, Audience.CHAIR, "Xin phép chủ trì cho điểm cầu phát biểu sau xã Xuân Viên."),
    (2, Audience.ALL, "Đề nghị gửi lại phụ lục 2 của báo cáo."),
    (None, Audience.ALL, "Phụ lục 2 đã có trong mục Tài liệu."),
)


def discuss(stage: Stage, meeting_id: MeetingId, starts_at: datetime) -> None:
    """Vote openly and secretly, write messages, call the technician."""
    with stage.runtime.read() as session:
        sites = meetings.sites_of(session, meeting_id)
    leaders = [stage.leader(each.unit_id) for each in sites if not each.is_main]
    at = starts_at + timedelta(minutes=30)
    _talk(stage, meeting_id, leaders, at - timedelta(minutes=18))
    _call(stage, meeting_id, leaders[2], at - timedelta(minutes=9))
    _vote(stage, meeting_id, RESOLUTION, leaders, at)
    _vote(stage, meeting_id, COMMENDATION, leaders, at + timedelta(minutes=6))


def _talk(stage: Stage, meeting_id: MeetingId, leaders: Sequence[Actor], at: datetime) -> None:
    for number, (place, audience, text) in enumerate(TALK):
        author = stage.actor(Role.SECRETARY) if place is None else leaders[place]
        with stage.at(at + timedelta(minutes=2 * number), author) as uow:
            messages.send(
                uow,
                meetings.get(uow.session, meeting_id),
                audience=audience,
                text=text,
                event_key=f"demo-{number}-{meeting_id}"[:60],
            )


def _call(stage: Stage, meeting_id: MeetingId, leader: Actor, at: datetime) -> None:
    """Let a site lose its sound, and the technician find out why."""
    with stage.at(at, leader) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        incident = messages.call_technician(
            uow, meeting, kind=IncidentKind.NO_SOUND, text="Loa không có tiếng từ 5 phút nay"
        )
    technician = stage.actor(Role.TECHNICIAN)
    with stage.at(at + timedelta(minutes=1), technician) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        messages.take(uow, meeting, get_incident(uow.session, meeting_id, incident.id))
    with stage.at(at + timedelta(minutes=6), technician) as uow:
        messages.solve(
            uow,
            meetings.get(uow.session, meeting_id),
            get_incident(uow.session, meeting_id, incident.id),
            cause=Cause.EQUIPMENT,
            note="Dây loa lỏng; đã hướng dẫn cắm lại qua điện thoại",
        )


def _vote(
    stage: Stage, meeting_id: MeetingId, text: MotionText, leaders: Sequence[Actor], at: datetime
) -> None:
    keys = BallotKeys(stage.runtime.settings.ballot_keys_dir)
    chair = stage.actor(Role.CHAIR)
    with stage.at(at, stage.actor(Role.SECRETARY)) as uow:
        motion_id = service.draft(uow, meetings.get(uow.session, meeting_id), text).id
    public_key = keys.make() if text.secrecy is Secrecy.SECRET else b""
    with stage.at(at + timedelta(minutes=1), chair) as uow:
        meeting, motion = _of(uow, meeting_id, motion_id)
        service.open_voting(uow, meeting, motion, public_key=public_key)
    for place, leader in enumerate(leaders):
        if place != 4:  # noqa: PLR2004  (the absent site does not vote)
            _cast(stage, meeting_id, motion_id, place, leader, at)
    private_key = keys.read(public_key) if public_key else None
    with stage.at(at + timedelta(minutes=4), chair) as uow:
        meeting, motion = _of(uow, meeting_id, motion_id)
        service.close_voting(uow, meeting, motion, private_key=private_key)
    if public_key:
        keys.destroy(public_key)


def _cast(
    stage: Stage,
    meeting_id: MeetingId,
    motion_id: MotionId,
    place: int,
    leader: Actor,
    at: datetime,
) -> None:
    choice = OTHERWISE.get(place, Choice.AGREE)
    with stage.at(at + timedelta(minutes=1, seconds=7 * (place + 1)), leader) as uow:
        meeting, motion = _of(uow, meeting_id, motion_id)
        opinion = OPINION if choice is Choice.OTHER and not motion.is_secret else ""
        key = f"demo-{place}-{motion_id}"[:60]
        service.cast(uow, meeting, motion, choice=choice, opinion=opinion, event_key=key)


def _of(uow: UnitOfWork, meeting_id: MeetingId, motion_id: MotionId) -> tuple[Meeting, Motion]:
    return meetings.get(uow.session, meeting_id), queries.get_locked(
        uow.session, meeting_id, motion_id
    )
