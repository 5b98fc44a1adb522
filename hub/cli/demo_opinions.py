"""The demo's opinions in writing: one that is being answered, one secret one that is finished."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from hub.cli.demo_documents import printed
from hub.cli.demo_signing import sign
from hub.cli.demo_stage import Stage
from hub.core.clock import wall_date
from hub.core.ids import ConsultationId, EntryId, UnitId, new_id
from hub.core.marks import PaperKind, mark_of
from hub.core.unit_of_work import SYSTEM, Actor, Role, UnitOfWork
from hub.directory import queries as directory
from hub.documents.models import SignatureKind
from hub.documents.queries import keys
from hub.gateways.opinion_keys import FOLDER, OpinionKeys
from hub.gateways.pdf import to_pdf
from hub.gateways.signing.contract import Appearance, Profile
from hub.gateways.signing.signer import Paper
from hub.opinions import papers, queries, rules, service
from hub.opinions.models import Anonymity, Consultation, Proof, Stance
from hub.opinions.rules import Line
from hub.opinions.service import Paper as AnswerPaper
from hub.opinions.service import Plan
from hub.opinions.views.answering import FIELD

REGULATION: Final = "Góp ý dự thảo Quy chế tổ chức, quản lý hội nghị trực tuyến"
REGULATION_TEXT: Final = (
    "Thường trực UBND xin ý kiến các xã, thị trấn trước khi ban hành Quy chế. Đề nghị đồng chí "
    "Chủ tịch UBND trả lời từng nội dung, ký số và gửi đúng hạn."
)
REGULATION_QUESTIONS: Final = (
    ("Phạm vi điều chỉnh và đối tượng áp dụng như dự thảo", ""),
    (
        "Các điểm cầu vào phòng họp trước 15 phút để kiểm tra đường truyền",
        "Hiện nay là 10 phút; nhiều điểm cầu vùng cao cần thêm thời gian kết nối lại.",
    ),
    ("Kinh phí duy trì đường truyền do ngân sách xã bảo đảm", ""),
)
#: What some communes answered, by place: the stances of the three questions, words, proof.
REGULATION_ANSWERS: Final = (
    (3, "aaa", "", Proof.SIGNATURE),
    (6, "aao", "Đề nghị ngân sách huyện hỗ trợ 50 % đối với các xã vùng cao.", Proof.SIGNATURE),
    (8, "ada", "Xã ở xa trung tâm, giữ 10 phút như hiện nay là phù hợp.", Proof.PASSWORD),
    (11, "aad", "Ngân sách xã chưa cân đối được nguồn trong năm nay.", Proof.PASSWORD),
)
COMMENDATION: Final = "Giới thiệu tập thể đề nghị khen thưởng phong trào chuyển đổi số"
COMMENDATION_QUESTIONS: Final = (
    ("Bộ phận Tiếp nhận và Trả kết quả thị trấn Yên Lập", ""),
    ("Tổ công nghệ số cộng đồng xã Xuân Viên", ""),
)
#: What the communes answered other than "aa", by place; the last one did not answer.
COMMENDATION_ANSWERS: Final = {3: "ad", 5: "ao", 8: "da", 10: "ao"}
#: The words of the two that have another opinion.
COMMENDATION_WORDS: Final = {
    5: "Đề nghị xét vào đợt cuối năm, cùng các tập thể khác.",
    10: "Nên giới thiệu thêm Tổ công nghệ số cộng đồng xã Mỹ Lung.",
}
STANCES: Final = {"a": Stance.AGREE, "d": Stance.DISAGREE, "o": Stance.OTHER}


def consult(stage: Stage, today: datetime) -> None:
    """Ask about a regulation, to be answered by the day after tomorrow; finish a secret one."""
    _commendation(stage, today - timedelta(days=9) + timedelta(hours=9))
    _regulation(stage, today - timedelta(days=1) + timedelta(hours=9))


def _regulation(stage: Stage, at: datetime) -> None:
    due_at = at + timedelta(days=3, hours=8)
    plan = Plan(REGULATION, due_at, _asked(stage), text=REGULATION_TEXT)
    consultation_id = _sent_out(stage, plan, REGULATION_QUESTIONS, at)
    for number, (place, stances, words, proof) in enumerate(REGULATION_ANSWERS, 1):
        leader = stage.leader(UnitId(stage.built.units[place].id))
        lines = _lines(stage, consultation_id, stances, words)
        answered_at = at + timedelta(minutes=37 * number)
        _answer(stage, consultation_id, leader, lines, answered_at, signed=proof is Proof.SIGNATURE)


def _commendation(stage: Stage, at: datetime) -> None:
    held = OpinionKeys(stage.runtime.settings.ballot_keys_dir / FOLDER)
    public_key = held.make()
    plan = Plan(COMMENDATION, at + timedelta(days=3), _asked(stage), anonymity=Anonymity.SECRET)
    consultation_id = _sent_out(stage, plan, COMMENDATION_QUESTIONS, at, public_key=public_key)
    for place, unit in enumerate(stage.built.units[:-1]):
        stances = COMMENDATION_ANSWERS.get(place, "aa")
        lines = _lines(stage, consultation_id, stances, COMMENDATION_WORDS.get(place, ""))
        leader = stage.leader(UnitId(unit.id))
        with stage.at(at + timedelta(hours=2, minutes=23 * place), leader) as uow:
            service.answer_in_secret(uow, _locked(uow, consultation_id), lines)
    due_at = at + timedelta(days=5)
    with stage.at(at + timedelta(days=2), stage.actor(Role.SCHEDULER)) as uow:
        found = _locked(uow, consultation_id)
        service.extend(uow, found, due_at=due_at, reason="Một số xã tập trung phòng, chống mưa lũ")
    private_key = held.read(public_key)
    with stage.at(due_at, SYSTEM) as uow:
        service.count(uow, _locked(uow, consultation_id), private_key=private_key)
    held.destroy(public_key)
    _issue(stage, consultation_id, due_at + timedelta(hours=1))


def _asked(stage: Stage) -> list[UnitId]:
    return [UnitId(each.id) for each in stage.built.units]


def _sent_out(
    stage: Stage,
    plan: Plan,
    questions: Sequence[tuple[str, str]],
    at: datetime,
    *,
    public_key: bytes = b"",
) -> ConsultationId:
    with stage.at(at, stage.actor(Role.SCHEDULER)) as uow:
        consultation_id = service.draft(uow, plan).id
    with stage.at(at + timedelta(minutes=10), stage.actor(Role.SCHEDULER)) as uow:
        found = _locked(uow, consultation_id)
        for title, text in questions:
            service.add_question(uow, found, title=title, text=text)
        service.open_consultation(uow, found, public_key=public_key)
    return consultation_id


def _lines(stage: Stage, consultation_id: ConsultationId, stances: str, words: str) -> list[Line]:
    """Return an answer: the words belong to every stance that is not plain agreement."""
    with stage.runtime.read() as session:
        questions = queries.get(session, consultation_id).questions
    return [
        Line(question.id, STANCES[each], "" if each == "a" else words)
        for question, each in zip(questions, stances, strict=True)
    ]


def _answer(
    stage: Stage,
    consultation_id: ConsultationId,
    leader: Actor,
    lines: Sequence[Line],
    at: datetime,
    *,
    signed: bool,
) -> None:
    """Print the answer of a commune, let its head sign it, and write it down."""
    opinion_id = EntryId(new_id())
    with stage.runtime.read() as session:
        found = queries.get(session, consultation_id)
        respondent = rules.respondent_of(leader, found.respondents)
        if respondent is None:
            raise LookupError(leader.name)
        html = papers.answer_paper(
            found,
            respondent,
            lines,
            number=1,
            signer=leader.name,
            post_title=directory.post(session, leader.post_id).title,
            head=directory.letterhead(session, leader.unit_id, wall_date(at)),
            signed=signed,
            now=at,
            mark=mark_of(stage.runtime.settings.url, PaperKind.ANSWER, opinion_id),
        )
        key = keys.keys_to_sign(session, leader, SignatureKind.PERSON)[0]
    pdf = to_pdf(html)
    if signed:
        places = {FIELD: Appearance(Profile.PERSON, name=leader.name)}
        made = sign(stage, at, Paper(pdf, FIELD, places, "Ý kiến của đơn vị tôi"), key)
        paper = AnswerPaper(opinion_id, made.sha256, key.id, made.level)
    else:
        paper = AnswerPaper(opinion_id, stage.storage.put(pdf).sha256)
    with stage.at(at, leader) as uow:
        service.answer(uow, _locked(uow, consultation_id), lines, seen=0, paper=paper)


def _issue(stage: Stage, consultation_id: ConsultationId, at: datetime) -> None:
    scheduler = stage.actor(Role.SCHEDULER)
    with stage.at(at, scheduler) as uow:
        found = queries.get_to_see(uow.session, scheduler, consultation_id)
        head = directory.letterhead(uow.session, found.unit_id, wall_date(at))
        record = queries.record_of(uow.session, found)
    mark = mark_of(stage.runtime.settings.url, PaperKind.RESULT, consultation_id)
    html = papers.result_paper(record, head, signer=scheduler.name, now=at, mark=mark)
    content = printed(stage, html, "Kết quả lấy ý kiến bằng văn bản")
    with stage.at(at, scheduler) as uow:
        service.issue(uow, _locked(uow, consultation_id), content)


def _locked(uow: UnitOfWork, consultation_id: ConsultationId) -> Consultation:
    return queries.get_locked(uow.session, uow.actor, consultation_id)
