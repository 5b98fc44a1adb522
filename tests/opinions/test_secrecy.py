"""Secret opinions: who answered is known, what they answered is not, and cannot be found out."""

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from hub.audit.models import AuditEntry
from hub.opinions import errors, jobs, service
from hub.opinions.models import Opinion, SealedOpinion, Stance
from hub.opinions.rules import Line, seal, unseal
from tests.opinions.test_service import AGREE, DISAGREE, OTHER, leaders


def stored(runtime):
    with runtime.read() as session:
        return list(session.scalars(select(SealedOpinion.sealed)))


def test_answers_are_stored_sealed_and_equally_long(secret, stage, runtime):
    first, second, _third = leaders(stage)
    secret.answer(first, AGREE, AGREE)
    secret.answer(second, OTHER, DISAGREE, words="Đề nghị lùi thời hạn" * 20)
    sealed = stored(runtime)
    assert len({len(each) for each in sealed}) == 1 and len(sealed) == 2
    assert not any(b"agree" in each or "Đề nghị".encode() in each for each in sealed)
    with runtime.read() as session:
        assert session.scalars(select(Opinion)).all() == []
        trail = str([each.facts for each in session.scalars(select(AuditEntry))])
    assert "disagree" not in trail and "lùi thời hạn" not in trail


def test_a_count_keeps_the_totals_and_words_and_destroys_the_rest(
    secret, stage, runtime, opinion_keys
):
    for person, stance in zip(leaders(stage), (AGREE, OTHER, AGREE), strict=True):
        secret.answer(person, stance, AGREE, words="Bổ sung kinh phí" if stance is OTHER else "")
    public_key = secret.found().public_key
    secret.count()
    opinion_keys.destroy(public_key)
    goal = secret.found().questions[0]
    assert (goal.agree, goal.disagree, goal.other, goal.words) == (2, 0, 1, ["Bổ sung kinh phí"])
    assert stored(runtime) == [] and opinion_keys.read(public_key) is None
    assert secret.record().words_on(goal) == [("", "Bổ sung kinh phí")]
    assert secret.record().line_of(secret.found().respondents[0], goal) is None


def test_fewer_than_three_answers_are_counted_by_nobody(secret, stage):
    secret.answer(leaders(stage)[0], AGREE, AGREE)
    secret.count()
    assert secret.found().withheld and secret.found().questions[0].agree is None


def test_a_secret_answer_is_final(secret, stage):
    secret.answer(leaders(stage)[0], AGREE, AGREE)
    with pytest.raises(errors.SealedForGood):
        secret.answer(leaders(stage)[0], DISAGREE, AGREE)


def test_without_its_key_nothing_is_counted_and_it_can_be_cancelled(
    secret, stage, runtime, opinion_keys, clock
):
    secret.answer(leaders(stage)[0], AGREE, AGREE)
    opinion_keys.destroy(secret.found().public_key)
    clock.now = secret.found().due_at
    assert jobs.count_due(runtime, opinion_keys) == 0
    with pytest.raises(errors.KeyOfConsultationMissing):
        secret.count()
    secret.do(service.cancel, reason="Mất khóa")
    assert stored(runtime) == []


def test_the_keys_of_consultations_are_not_those_of_votes(secret, ballot_keys, opinion_keys):
    assert list(opinion_keys.held()) == [secret.found().public_key]
    assert list(ballot_keys.held()) == [], "the timetable of the votes destroys what it sees"


def test_an_answer_of_one_consultation_does_not_open_in_another(secret, opinion_keys):
    question, public_key = secret.found().questions[0], secret.found().public_key
    sealed = seal([Line(question.id, Stance.AGREE)], public_key, secret.id)
    private_key = opinion_keys.read(public_key)
    assert unseal(sealed, private_key, secret.id) == [Line(question.id, Stance.AGREE)]
    with pytest.raises(InvalidTag):
        unseal(sealed, private_key, question.id)
