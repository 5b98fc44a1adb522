"""Asking in writing: what is taken, what is refused, what is kept, who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core.errors import NotFound
from hub.core.ids import PersonId
from hub.core.unit_of_work import Role
from hub.documents.models import Document, DocumentType
from hub.documents.rules import Content
from hub.opinions import errors, jobs, queries, service
from hub.opinions.models import Anonymity, ConsultationState, Proof, Stance
from hub.outbox.models import Channel
from tests.opinions.conftest import DUE, later

AGREE, DISAGREE, OTHER = Stance.AGREE, Stance.DISAGREE, Stance.OTHER


def leaders(stage):
    return [each.leader for each in stage.communes]


def notices(sent, person_id, word):
    return [
        each
        for each in sent()
        if each.channel is Channel.IN_APP
        and each.to_person_id == person_id
        and word in each.subject
    ]


def test_answers_are_counted_by_question(asking, stage):
    asking.draft().open()
    first, second, third = leaders(stage)
    asking.answer(first, AGREE, AGREE)
    asking.answer(second, AGREE, OTHER, words="Giảm kinh phí in ấn")
    asking.answer(third, DISAGREE, AGREE)
    asking.count()
    goal, money = asking.found().questions
    assert (goal.agree, goal.disagree, goal.other) == (2, 1, 0)
    assert (money.agree, money.disagree, money.other) == (2, 0, 1)
    assert asking.record().words_on(money) == [("xã Đồng Lạc", "Giảm kinh phí in ấn")]
    assert asking.found().state is ConsultationState.CLOSED and len(asking.found().sha256) == 64


def test_a_changed_answer_counts_and_the_earlier_one_is_kept(asking, stage, runtime):
    asking.draft().open()
    leader = leaders(stage)[0]
    asking.answer(leader, AGREE, AGREE)
    asking.answer(leader, DISAGREE, AGREE, seen=1)
    with runtime.read() as session:
        every = queries.get(session, asking.id).respondents
        respondent = next(each for each in every if each.answered_at)
        kept = queries.opinions_of(session, respondent.id)
    assert [each.number for each in kept] == [1, 2]
    assert [each.answers[0]["stance"] for each in kept] == ["agree", "disagree"]
    question = asking.found().questions[0]
    assert asking.record().tally_of(question).disagree == 1
    assert respondent.proof is Proof.PASSWORD


def test_answering_twice_unaware_of_the_first_is_refused(asking, stage):
    asking.draft().open()
    asking.answer(leaders(stage)[0], AGREE, AGREE)
    with pytest.raises(errors.AnsweredMeanwhile):
        asking.answer(leaders(stage)[0], AGREE, AGREE, seen=0)


def test_the_late_the_foreign_and_those_who_do_not_lead_are_refused(asking, stage, clock):
    asking.draft().open()
    with pytest.raises(NotFound):
        asking.answer(stage.other_commune.leader, AGREE, AGREE)
    with pytest.raises(errors.NotAsked):
        asking.answer(stage.communes[0].clerk, AGREE, AGREE)
    with pytest.raises(errors.NotAsked):
        asking.answer(stage.staff[Role.CHAIR], AGREE, AGREE)
    clock.now = DUE
    with pytest.raises(errors.ConsultationOver):
        asking.answer(leaders(stage)[0], AGREE, AGREE)


def test_every_question_needs_an_answer_and_another_opinion_its_words(asking, stage):
    asking.draft().open()
    with pytest.raises(errors.AnswerIncomplete) as gap:
        asking.answer(leaders(stage)[0], AGREE)
    assert set(gap.value.fields) == {"answers.1.stance"}
    with pytest.raises(errors.AnswerIncomplete) as wordless:
        asking.answer(leaders(stage)[0], AGREE, OTHER)
    assert set(wordless.value.fields) == {"answers.1.words"}


def test_a_form_that_was_sent_out_stays_as_it_is(asking, stage):
    asking.draft().open()
    with pytest.raises(errors.ConsultationSettled):
        asking.do(service.add_question, title="Thêm một nội dung")
    with pytest.raises(errors.ConsultationSettled):
        asking.do(service.discard)
    with pytest.raises(errors.MayNotConsult):
        asking.do(service.chase, role=Role.REGISTRY_CLERK)


def test_an_empty_form_and_a_secret_one_among_two_are_not_sent_out(asking, stage):
    with pytest.raises(errors.NothingAsked):
        asking.draft(questions=()).open()
    two = [each.unit.id for each in stage.communes[:2]]
    with pytest.raises(errors.TooFewForSecrecy):
        asking.draft(units=two, anonymity=Anonymity.SECRET).open()
    with pytest.raises(errors.DueTooEarly):
        asking.draft(due_at=later(minutes=-1))


def test_leaders_are_asked_and_reminded_until_they_answer(asking, stage, sent):
    asking.draft().open()
    first, second, _third = (PersonId(each.id) for each in leaders(stage))
    assert len(notices(sent, first, "Xin ý kiến bằng văn bản")) == 1
    due = sorted(each.due_at for each in notices(sent, first, "Nhắc"))
    assert due == [DUE - timedelta(days=1), DUE - timedelta(hours=2)]
    asking.answer(leaders(stage)[0], AGREE, AGREE)
    assert all(each.withdrawn_at for each in notices(sent, first, "Nhắc"))
    assert not any(each.withdrawn_at for each in notices(sent, second, "Nhắc"))
    asking.do(service.chase)
    assert len(notices(sent, second, "Nhắc")) == 3 and len(notices(sent, first, "Nhắc")) == 2
    assert not notices(sent, PersonId(stage.other_commune.leader.id), "")


def test_those_silent_are_not_reminded_twice_in_an_hour(asking, stage, sent, clock):
    asking.draft().open()
    asking.do(service.chase)
    clock.go(minutes=59)
    with pytest.raises(errors.ChasedRecently):
        asking.do(service.chase)
    clock.go(minutes=1)
    asking.do(service.chase)
    second = PersonId(leaders(stage)[1].id)
    assert len(notices(sent, second, "Nhắc")) == 2 + 2


def test_an_extension_is_told_with_its_reason_and_moves_the_reminders(asking, stage, sent, clock):
    asking.draft().open()
    new_due = DUE + timedelta(days=3)
    with pytest.raises(errors.DueTooEarly):
        asking.do(service.extend, due_at=DUE, reason="Mưa lũ")
    asking.do(service.extend, due_at=new_due, reason="Mưa lũ")
    leader = PersonId(leaders(stage)[0].id)
    (told,) = notices(sent, leader, "Gia hạn")
    assert "Mưa lũ" in told.body_text
    waiting = [each.due_at for each in notices(sent, leader, "Nhắc") if not each.withdrawn_at]
    assert sorted(waiting) == [new_due - timedelta(days=1), new_due - timedelta(hours=2)]
    clock.now = DUE + timedelta(hours=1)
    asking.answer(leaders(stage)[0], AGREE, AGREE)
    (extension,) = asking.found().extensions
    assert (extension.was_due_at, extension.due_at) == (DUE, new_due)


def test_what_is_due_is_counted_by_itself_once(asking, stage, runtime, opinion_keys, clock):
    asking.draft().open()
    asking.answer(leaders(stage)[0], AGREE, AGREE)
    clock.now = DUE - timedelta(seconds=1)
    assert jobs.count_due(runtime, opinion_keys) == 0
    clock.now = DUE
    assert jobs.count_due(runtime, opinion_keys) == 1
    assert jobs.count_due(runtime, opinion_keys) == 0
    assert asking.found().questions[0].agree == 1


def test_the_result_is_issued_once_and_becomes_a_document_of_its_meeting(
    asking, stage, runtime, sent
):
    asking.draft(meeting_id=stage.meeting.id).open()
    result = Content("c" * 64, 10, "Tổng hợp ý kiến.pdf", "application/pdf", 1)
    with pytest.raises(errors.NotCounted):
        asking.do(service.issue, result=result)
    asking.count()
    asking.do(service.issue, result=result, role=Role.REGISTRY_CLERK)
    with pytest.raises(errors.NotCounted):
        asking.do(service.issue, result=result)
    assert notices(sent, PersonId(leaders(stage)[1].id), "Kết quả")
    with runtime.read() as session:
        (document,) = session.scalars(select(Document)).all()
    assert document.type is DocumentType.REPORT and document.meeting_id == stage.meeting.id
    assert asking.found().document_id == document.id


def test_another_units_meeting_cannot_be_named(asking, stage):
    with pytest.raises(NotFound):
        asking.draft(meeting_id=stage.other_meeting.id)


def test_a_cancelled_consultation_asks_nobody_any_more(asking, stage, sent):
    asking.draft().open()
    asking.do(service.cancel, reason="Dự thảo thay đổi")
    leader = PersonId(leaders(stage)[0].id)
    assert all(each.withdrawn_at for each in notices(sent, leader, "Nhắc"))
    assert notices(sent, leader, "Đã hủy")
    with pytest.raises(errors.ConsultationOver):
        asking.answer(leaders(stage)[0], AGREE, AGREE)
