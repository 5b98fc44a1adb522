"""The minutes of the demo's past meeting: drafted from the facts, completed, signed by all."""

from datetime import datetime, timedelta
from typing import Final

from hub.cli.demo_signing import sign
from hub.cli.demo_stage import Stage
from hub.core.ids import MeetingId
from hub.core.marks import PaperKind, mark_of
from hub.core.unit_of_work import Role
from hub.gateways.pdf import to_pdf
from hub.gateways.signing.signer import Paper
from hub.meetings import queries as meetings
from hub.minutes import papers, queries, service
from hub.minutes.models import SignerRole
from hub.minutes.views.signing import FIELDS, places_of

#: What the secretary writes where the draft leaves room, in order.
REPORTS: Final = (
    "Bộ phận Tiếp nhận và Trả kết quả báo cáo: tiếp nhận 2.418 hồ sơ, giải quyết 2.297 hồ sơ, "
    "trước và đúng hạn đạt 99,3 %.",
    "Văn phòng báo cáo: 98,2 % văn bản đi được ký số và gửi trên trục liên thông; còn ba xã gửi "
    "kèm bản giấy.",
    "Chủ trì đánh giá chung công tác tháng và phát biểu kết luận.",
)
OPINIONS: Final = (
    "Đại diện các xã đề nghị nâng cấp đường truyền và bổ sung máy quét cho Bộ phận Một cửa.",
    "Thống nhất các kiến nghị; giao Văn phòng HĐND và UBND ban hành thông báo kết luận, theo dõi "
    "và báo cáo kết quả tại hội nghị giao ban tháng sau.",
)
ROOM: Final = "<p></p>"
REASONS: Final = {
    SignerRole.SECRETARY: "Tôi đã ghi biên bản này",
    SignerRole.CHAIR: "Tôi đã chủ trì cuộc họp",
    SignerRole.ORGANISATION: "Cơ quan ban hành biên bản",
}
ROLES: Final = {
    SignerRole.SECRETARY: Role.SECRETARY,
    SignerRole.CHAIR: Role.CHAIR,
    SignerRole.ORGANISATION: Role.REGISTRY_CLERK,
}


def record(stage: Stage, meeting_id: MeetingId, ended_at: datetime) -> None:
    """Draft, write, submit and sign the minutes within a day."""
    with stage.at(ended_at + timedelta(minutes=20), stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        facts = queries.facts_of(uow.session, meeting, uow.now)
        service.draft(uow, meeting, html=papers.draft(facts))
    _write(stage, meeting_id, ended_at + timedelta(minutes=45), REPORTS)
    _write(stage, meeting_id, ended_at + timedelta(minutes=70), OPINIONS)
    _submit(stage, meeting_id, ended_at + timedelta(hours=2))
    _sign(stage, meeting_id, SignerRole.SECRETARY, ended_at + timedelta(hours=2, minutes=10))
    _sign(stage, meeting_id, SignerRole.CHAIR, ended_at + timedelta(hours=5))
    _sign(stage, meeting_id, SignerRole.ORGANISATION, ended_at + timedelta(hours=6))


def _write(stage: Stage, meeting_id: MeetingId, at: datetime, texts: tuple[str, ...]) -> None:
    secretary = stage.actor(Role.SECRETARY)
    with stage.at(at, secretary) as uow:
        meeting, minutes = queries.get_to_see(uow.session, secretary, meeting_id)
        html = minutes.html
        for text in texts:
            html = html.replace(ROOM, f"<p>{text}</p>", 1)
        service.save(uow, meeting, minutes, html=html, revision=minutes.revision)


def _submit(stage: Stage, meeting_id: MeetingId, at: datetime) -> None:
    secretary = stage.actor(Role.SECRETARY)
    with stage.at(at, secretary) as uow:
        meeting, minutes = queries.get_to_see(uow.session, secretary, meeting_id)
        number = service.number(uow, meeting, minutes, revision=minutes.revision)
        office = queries.office_of(uow.session, meeting)
        paper = papers.document(
            title=meeting.title,
            number=number,
            office=office,
            html=minutes.html,
            mark=mark_of(uow.settings.url, PaperKind.MINUTES, minutes.id),
        )
    blob = stage.storage.put(to_pdf(paper))
    with stage.at(at, secretary) as uow:
        meeting, minutes = queries.get_to_see(uow.session, secretary, meeting_id)
        service.submit(uow, meeting, minutes, revision=minutes.revision, pdf_sha256=blob.sha256)


def _sign(stage: Stage, meeting_id: MeetingId, role: SignerRole, at: datetime) -> None:
    actor = stage.actor(ROLES[role])
    with stage.at(at, actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, meeting_id)
        key = queries.keys_of(uow.session, actor, role, uow.now)[0]
        before = minutes.pdf_sha256
        places = {FIELDS[each]: place for each, place in places_of(meeting).items()}
    paper = Paper(stage.storage.read(before), FIELDS[role], places, REASONS[role])
    signed = sign(stage, at, paper, key)
    with stage.at(at, actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, meeting_id)
        service.record_signature(
            uow,
            meeting,
            minutes,
            key_id=key.id,
            before_sha256=before,
            after_sha256=signed.sha256,
            level=signed.level,
        )
