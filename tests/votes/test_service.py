import pytest
from sqlalchemy import select

from hub.attendance import service as attendance
from hub.core.unit_of_work import SYSTEM, Role
from hub.invitations.models import Delegate
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.votes import jobs, queries, rules, service
from hub.votes.errors import (
    AlreadyVoted,
    AnotherVoteOpen,
    KeyOfVoteMissing,
    MayNotConduct,
    MayNotPrepare,
    MeetingNotOpen,
    MotionSettled,
    NobodyEntitled,
    NoQuorumForVote,
    NoTelephoneInSecret,
    NotEntitled,
    OpinionMissing,
    TooFewForSecrecy,
    VotingOver,
)
from hub.votes.models import Basis, Choice, MotionState, Outcome, Secrecy, Threshold, Voter
from hub.votes.service import MotionText
from tests.votes.conftest import leave


def leaders(stage):
    return [commune.leader for commune in stage.communes]


def test_an_open_vote_from_draft_to_result(voting, live, heard):
    voting.draft().open()
    first, second, third = leaders(live)
    voting.cast(first, Choice.AGREE)
    voting.cast(second, Choice.AGREE)
    voting.cast(third, Choice.OTHER, opinion="Đề nghị bổ sung kinh phí")
    motion = voting.close()
    assert (motion.entitled, motion.present, motion.cast) == (3, 3, 3)
    assert (motion.agree, motion.disagree, motion.other) == (2, 0, 1)
    assert motion.outcome is Outcome.PASSED
    record = voting.record()
    assert [voter.choice for voter in record.voters] == [Choice.AGREE, Choice.AGREE, Choice.OTHER]
    assert record.opinions[0].opinion == "Đề nghị bổ sung kinh phí"
    assert motion.sha256 == rules.sealed_content(rules.content_of(motion, record.voters))
    assert heard.names()[-5:] == [
        "votes:opened", "votes:cast", "votes:cast", "votes:cast", "votes:closed",
    ]  # fmt: skip


def test_the_other_district_has_no_ballot(voting, live):
    voting.draft().open()
    with pytest.raises(NotEntitled):
        voting.cast(live.other_commune.leader, Choice.AGREE)
    assert voting.record().voted == 0


def test_the_host_votes_only_where_the_motion_says_so(voting, live):
    voting.draft().open()
    with pytest.raises(NotEntitled):
        voting.cast(live.staff[Role.CHAIR], Choice.AGREE)
    voting.close()
    voting.draft(host_votes=True).open()
    voting.cast(live.staff[Role.CHAIR], Choice.AGREE)
    with pytest.raises(NotEntitled):
        voting.cast(live.staff[Role.SECRETARY], Choice.AGREE)
    assert len(voting.record().voters) == 4


def test_a_clerk_votes_only_while_sitting_at_the_site(voting, live, runtime):
    voting.draft().open()
    commune = live.communes[0]
    with pytest.raises(NotEntitled):
        voting.cast(commune.clerk, Choice.AGREE)
    with runtime.unit_of_work(live.actor_of(commune.clerk)) as uow:
        attendance.arrive(uow, commune.meeting_site, connection="clerk", event_key="clerk-in")
    voting.cast(commune.clerk, Choice.AGREE)
    assert voting.record().voters[0].voted_by_name == commune.clerk.name


def test_the_deputy_named_in_the_answer_votes(voting, live, runtime):
    voting.draft().open()
    commune = live.communes[1]
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(
            Delegate(
                invitation_id=commune.invitation.id,
                position=1,
                name=commune.clerk.name,
                is_deputy=True,
            )
        )
    voting.cast(commune.clerk, Choice.DISAGREE)
    assert voting.record().voters[1].choice is Choice.DISAGREE


def test_persons_named_in_the_answer_and_with_an_account_have_a_ballot_each(voting, live, runtime):
    from hub.accounts.models import Account

    commune = live.communes[0]
    with runtime.unit_of_work(SYSTEM) as uow:
        for place, name in enumerate([commune.leader.name, commune.clerk.name, "Khách lạ"]):
            uow.session.add(
                Delegate(invitation_id=commune.invitation.id, position=place, name=name)
            )
        for person in (commune.leader, commune.clerk, live.communes[1].leader):
            account = Account(person_id=person.id, username=str(person.id)[:50], password_hash="x")
            uow.session.add(account)
    voting.draft(basis=Basis.PERSONS).open()
    assert {voter.name for voter in voting.record().voters} == {
        commune.leader.name, commune.clerk.name,
    }  # fmt: skip
    voting.cast(commune.clerk, Choice.AGREE)
    voting.cast(commune.leader, Choice.AGREE)
    with pytest.raises(NotEntitled):
        voting.cast(live.communes[1].leader, Choice.AGREE)
    assert voting.close().outcome is Outcome.PASSED


def test_without_named_persons_nobody_is_entitled(voting):
    with pytest.raises(NobodyEntitled):
        voting.draft(basis=Basis.PERSONS).open()


def test_a_ballot_is_final_and_sending_it_twice_is_harmless(voting, live, heard):
    voting.draft().open()
    leader = live.communes[0].leader
    voting.cast(leader, Choice.AGREE, key="the-same-key")
    voting.cast(leader, Choice.AGREE, key="the-same-key")
    with pytest.raises(AlreadyVoted) as refused:
        voting.cast(leader, Choice.DISAGREE, key="another-key")
    assert leader.name in str(refused.value)
    assert voting.record().voters[0].choice is Choice.AGREE
    assert heard.names().count("votes:cast") == 1


def test_a_late_joiner_votes_while_the_vote_is_open(voting, live, runtime):
    leave(runtime, live, 2)
    voting.draft().open(reason="Chờ một điểm cầu nối lại")
    come_again(runtime, live, 2)
    voting.cast(live.communes[2].leader, Choice.AGREE)
    voting.close()
    with pytest.raises(VotingOver):
        voting.cast(live.communes[0].leader, Choice.AGREE)


def come_again(runtime, stage, place):
    commune = stage.communes[place]
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        attendance.arrive(
            uow, commune.meeting_site, connection=f"again-{place}", event_key=f"again-{place}-in"
        )


def test_who_has_gone_and_not_voted_is_not_present(voting, live, runtime):
    voting.draft(threshold=Threshold.MAJORITY_OF_PRESENT).open()
    voting.cast(live.communes[0].leader, Choice.AGREE)
    leave(runtime, live, 1)
    leave(runtime, live, 2)
    motion = voting.close()
    assert (motion.entitled, motion.present, motion.outcome) == (3, 1, Outcome.PASSED)


def test_without_a_quorum_the_chair_gives_a_reason_that_stays(voting, live, runtime):
    for place in (1, 2):
        leave(runtime, live, place)
    voting.draft()
    with pytest.raises(NoQuorumForVote):
        voting.open()
    assert voting.motion().state is MotionState.DRAFT
    voting.open(reason="Việc khẩn cấp, các xã đã đồng ý qua điện thoại")
    motion = voting.motion()
    assert not motion.quorum["met"]
    assert "khẩn cấp" in motion.quorum_reason


def test_a_site_that_answered_by_telephone_counts_for_the_quorum(voting, live, runtime):
    for place in (1, 2):
        leave(runtime, live, place)
    with runtime.unit_of_work(live.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        for commune in live.communes[1:]:
            site = next(each for each in meeting.sites if each.id == commune.meeting_site.id)
            attendance.answer_by_telephone(
                uow, meeting, site, head_count=3, caller_name="Hà Văn", caller_phone="0912345678"
            )
    voting.draft().open()
    assert voting.motion().quorum["units_present"] == 3


def test_only_chair_and_secretary_open_and_close(voting):
    voting.draft()
    for role in (Role.SCHEDULER, Role.TECHNICIAN, Role.AUDITOR):
        with pytest.raises(MayNotConduct):
            voting.open(role)
    voting.open(Role.SECRETARY)
    with pytest.raises(MayNotConduct):
        voting.close(Role.TECHNICIAN)


def test_a_site_writes_no_motions(runtime, live):
    with (
        pytest.raises(MayNotPrepare),
        runtime.unit_of_work(live.actor_of(live.communes[0].leader)) as uow,
    ):
        service.draft(uow, meetings.get(uow.session, live.meeting.id), MotionText("Thông qua"))


def test_one_vote_at_a_time(voting):
    voting.draft().open()
    first = voting.id
    voting.draft()
    with pytest.raises(AnotherVoteOpen):
        voting.open()
    second, voting.id = voting.id, first
    voting.close()
    voting.id = second
    voting.open()


def test_a_vote_is_opened_while_the_meeting_is_held(runtime, stage, ballot_keys):
    from tests.votes.conftest import Voting

    early = Voting(runtime, stage, ballot_keys).draft()
    with pytest.raises(MeetingNotOpen):
        early.open()


def test_a_motion_put_to_the_vote_is_not_edited(voting, live, runtime):
    voting.draft().open()
    with pytest.raises(MotionSettled), runtime.unit_of_work(live.actor(Role.CHAIR)) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        motion = queries.get_locked(uow.session, meeting.id, voting.id)
        service.edit(uow, meeting, motion, MotionText("Khác hẳn"))


def test_another_opinion_says_which(voting, live):
    voting.draft().open()
    with pytest.raises(OpinionMissing):
        voting.cast(live.communes[0].leader, Choice.OTHER)


def test_a_ballot_by_telephone_is_marked(voting, live, runtime):
    voting.draft().open()
    with runtime.unit_of_work(live.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        motion = queries.get_locked(uow.session, meeting.id, voting.id)
        voter = queries.voters_of(uow.session, motion.id)[0]
        service.cast_by_telephone(uow, meeting, motion, voter, choice=Choice.AGREE, opinion="")
    voter = voting.record().voters[0]
    assert voter.by_telephone and voter.choice is Choice.AGREE


def test_the_time_of_a_vote_runs_out_and_it_is_counted(voting, live, runtime, clock, ballot_keys):
    voting.draft(minutes=2).open()
    voting.cast(live.communes[0].leader, Choice.AGREE)
    assert jobs.count_due(runtime, ballot_keys) == 0
    clock.go(minutes=2)
    with pytest.raises(VotingOver):
        voting.cast(live.communes[1].leader, Choice.AGREE)
    assert jobs.count_due(runtime, ballot_keys) == 1
    motion = voting.motion()
    assert (motion.state, motion.cast) == (MotionState.CLOSED, 1)
    assert motion.closed_by_name == "Điểm Cầu"
    assert jobs.count_due(runtime, ballot_keys) == 0


def test_the_end_of_the_meeting_ends_the_vote(voting, live, runtime, clock, ballot_keys):
    voting.draft(secrecy=Secrecy.SECRET).open()
    for leader in leaders(live):
        voting.cast(leader, Choice.AGREE)
    with runtime.unit_of_work(live.actor(Role.CHAIR)) as uow:
        meeting_service.close_meeting(uow, meetings.get(uow.session, live.meeting.id))
    clock.go(seconds=1)
    assert jobs.count_due(runtime, ballot_keys) == 1
    assert voting.motion().agree == 3
    assert list(ballot_keys.held()) == []


def test_a_vote_called_off_is_not_counted(voting, live):
    voting.draft().open()
    voting.cast(live.communes[0].leader, Choice.AGREE)
    voting.cancel()
    motion = voting.motion()
    assert motion.state is MotionState.CANCELLED and motion.cast is None
    assert voting.record().tally is None
    assert all(voter.choice is None for voter in voting.record().voters)


# Secret votes (what nobody can learn is tried in test_secrecy.py) -------------------------


def test_a_secret_vote_counts_without_saying_whose(voting, live):
    voting.draft(secrecy=Secrecy.SECRET).open()
    for leader, choice in zip(
        leaders(live), (Choice.AGREE, Choice.DISAGREE, Choice.AGREE), strict=True
    ):
        voting.cast(leader, choice)
    motion = voting.close()
    assert (motion.agree, motion.disagree, motion.other) == (2, 1, 0)
    record = voting.record()
    assert all(voter.voted_at and voter.choice is None for voter in record.voters)


def test_fewer_than_three_secret_ballots_are_not_counted(voting, live, ballot_keys):
    voting.draft(secrecy=Secrecy.SECRET).open()
    for leader in leaders(live)[:2]:
        voting.cast(leader, Choice.AGREE)
    motion = voting.close()
    assert (motion.cast, motion.agree, motion.outcome) == (2, None, Outcome.WITHHELD)


def test_a_secret_vote_among_two_is_refused(voting, live, runtime):
    from hub.meetings.models import MeetingSite

    with runtime.unit_of_work(SYSTEM) as uow:
        site = uow.session.get(MeetingSite, live.communes[2].meeting_site.id)
        site.withdrawn_at = uow.now
    with pytest.raises(TooFewForSecrecy):
        voting.draft(secrecy=Secrecy.SECRET).open()


def test_no_secret_ballot_by_telephone(voting, live, runtime):
    voting.draft(secrecy=Secrecy.SECRET).open()
    with (
        pytest.raises(NoTelephoneInSecret),
        runtime.unit_of_work(live.actor(Role.SECRETARY)) as uow,
    ):
        meeting = meetings.get(uow.session, live.meeting.id)
        motion = queries.get_locked(uow.session, meeting.id, voting.id)
        voter = queries.voters_of(uow.session, motion.id)[0]
        service.cast_by_telephone(uow, meeting, motion, voter, choice=Choice.AGREE, opinion="")


def test_without_its_key_a_secret_vote_waits_to_be_called_off(voting, live, ballot_keys):
    voting.draft(secrecy=Secrecy.SECRET).open()
    for leader in leaders(live):
        voting.cast(leader, Choice.AGREE)
    ballot_keys.destroy(voting.motion().public_key)
    with pytest.raises(KeyOfVoteMissing):
        voting.close()
    assert voting.motion().state is MotionState.OPEN
    voting.cancel("Máy chủ đã khôi phục từ bản sao lưu")
    assert voting.motion().state is MotionState.CANCELLED


def test_that_a_key_is_missing_is_said_once(voting, live, runtime, clock, ballot_keys, caplog):
    voting.draft(secrecy=Secrecy.SECRET, minutes=2).open()
    for leader in leaders(live):
        voting.cast(leader, Choice.AGREE)
    ballot_keys.destroy(voting.motion().public_key)
    clock.go(minutes=60)
    for _ in range(3):
        assert jobs.count_due(runtime, ballot_keys) == 0
    said = [each for each in caplog.records if "is missing" in each.getMessage()]
    assert len(said) == 1


def test_keys_no_open_vote_needs_are_destroyed(voting, live, runtime, ballot_keys):
    import os

    unused = ballot_keys.make()
    voting.draft(secrecy=Secrecy.SECRET).open()
    for path in ballot_keys._folder.iterdir():
        os.utime(path, (0, 0))
    assert jobs.destroy_keys(runtime, ballot_keys) == 1
    assert list(ballot_keys.held()) == [voting.motion().public_key]
    assert ballot_keys.read(unused) is None
    assert ballot_keys.make() and jobs.destroy_keys(runtime, ballot_keys) == 0


def test_the_noise_of_another_meeting_is_untouched(voting, live, runtime):
    voting.draft().open()
    voting.cast(live.communes[0].leader, Choice.AGREE)
    with runtime.read() as session:
        assert queries.of_meeting(session, live.other_meeting.id) == []
        sites = set(session.scalars(select(Voter.meeting_site_id)))
    assert live.other_commune.meeting_site.id not in sites
