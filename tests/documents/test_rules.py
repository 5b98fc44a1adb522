from datetime import timedelta

import pytest

from hub.core.unit_of_work import Role
from hub.documents import rules
from hub.documents.errors import AlreadyIssued, NumberMissing, SignaturesMissing
from hub.documents.models import (
    AccessFrom,
    AccessUntil,
    Document,
    DocumentState,
    DocumentType,
    Receipt,
)
from hub.documents.rules import Access, Details, Step
from hub.meetings.models import AgendaItem, MeetingState
from tests.builders import MONDAY, a_stage


@pytest.fixture
def stage():
    stage = a_stage()
    stage.meeting.sites = [stage.main_meeting_site, *(each.meeting_site for each in stage.communes)]
    stage.meeting.invited_at = MONDAY - timedelta(days=7)
    return stage


def a_document(**changes):
    values = {
        "type": DocumentType.MATERIAL,
        "state": DocumentState.DRAFT,
        "number": "",
        "access_from": AccessFrom.ISSUE,
        "access_until": AccessUntil.ALWAYS,
    }
    return Document(**values | changes)


def leader_of(stage):
    return stage.actor_of(stage.communes[0].leader)


def test_drafts_are_known_only_where_they_are_prepared(stage):
    draft = a_document()
    for role in (Role.SCHEDULER, Role.SECRETARY, Role.REGISTRY_CLERK, Role.CHAIR, Role.AUDITOR):
        assert rules.may_see(stage.actor(role), stage.meeting, draft)
    for actor in (
        leader_of(stage),
        stage.actor(Role.TECHNICIAN),
        stage.other_actor(Role.SCHEDULER),
    ):
        assert not rules.may_see(actor, stage.meeting, draft)


def test_issued_documents_are_known_to_the_units_asked_and_to_nobody_else(stage):
    document = a_document(state=DocumentState.ISSUED)
    assert rules.may_see(leader_of(stage), stage.meeting, document)
    assert rules.may_read(leader_of(stage), stage.meeting, document, MONDAY)
    stranger = stage.actor_of(stage.other_commune.leader)
    assert not rules.may_see(stranger, stage.meeting, document)


def test_a_recalled_document_is_known_but_no_longer_read(stage):
    document = a_document(state=DocumentState.RECALLED)
    assert rules.may_see(leader_of(stage), stage.meeting, document)
    assert not rules.may_read(leader_of(stage), stage.meeting, document, MONDAY)
    assert not rules.may_read(stage.actor(Role.SECRETARY), stage.meeting, document, MONDAY), (
        "frozen"
    )
    assert rules.may_read(stage.actor(Role.AUDITOR), stage.meeting, document, MONDAY)


@pytest.mark.parametrize(
    ("access", "opens"),
    [
        (AccessFrom.ISSUE, {MeetingState.INVITED, MeetingState.LIVE, MeetingState.ENDED}),
        (AccessFrom.OPENING, {MeetingState.LIVE, MeetingState.ENDED}),
        (AccessFrom.CLOSING, {MeetingState.ENDED}),
    ],
)
def test_a_document_opens_to_readers_at_the_time_set(stage, access, opens):
    document = a_document(state=DocumentState.ISSUED, access_from=access)
    for state in (MeetingState.INVITED, MeetingState.LIVE, MeetingState.ENDED):
        stage.meeting.state = state
        assert rules.may_read(leader_of(stage), stage.meeting, document, MONDAY) is (state in opens)


def test_a_document_opens_when_the_meeting_first_turns_to_its_item(stage):
    item = AgendaItem(position=1, title="Thảo luận")
    document = a_document(state=DocumentState.ISSUED, access_from=AccessFrom.AGENDA_ITEM)
    document.agenda_item = item
    leader, meeting = leader_of(stage), stage.meeting
    meeting.state = MeetingState.LIVE
    assert rules.access_of(document, meeting, MONDAY) is Access.NOT_YET
    item.reached_at = MONDAY
    assert rules.may_read(leader, meeting, document, MONDAY)
    meeting.state = MeetingState.ENDED
    assert rules.may_read(leader, meeting, document, MONDAY)


def test_reading_ends_with_the_meeting_when_that_was_set(stage):
    document = a_document(state=DocumentState.ISSUED, access_until=AccessUntil.CLOSING)
    leader, meeting = leader_of(stage), stage.meeting
    meeting.state = MeetingState.LIVE
    assert rules.may_read(leader, meeting, document, MONDAY)
    meeting.state, meeting.closed_at = MeetingState.ENDED, MONDAY
    assert rules.access_of(document, meeting, MONDAY) is Access.OVER
    assert not rules.may_read(leader, meeting, document, MONDAY)
    assert rules.may_read(stage.actor(Role.SECRETARY), meeting, document, MONDAY)
    assert rules.may_read(stage.actor(Role.AUDITOR), meeting, document, MONDAY)


def test_reading_ends_to_the_second_days_after_the_meeting(stage):
    document = a_document(state=DocumentState.ISSUED, access_until=AccessUntil.DAYS, access_days=7)
    leader, meeting = leader_of(stage), stage.meeting
    meeting.state, meeting.closed_at = MeetingState.ENDED, MONDAY
    last = MONDAY + timedelta(days=7) - timedelta(microseconds=1)
    assert rules.may_read(leader, meeting, document, last)
    assert rules.access_ends_at(document, meeting) == MONDAY + timedelta(days=7)
    assert not rules.may_read(leader, meeting, document, MONDAY + timedelta(days=7))


def test_times_of_access_that_contradict_each_other_are_named_by_field():
    def of(**said):
        return set(rules.mistakes_of_access(Details(DocumentType.MATERIAL, "Báo cáo", **said)))

    assert of() == set()
    assert of(access_from=AccessFrom.AGENDA_ITEM) == {"agenda_item_id"}
    assert of(access_from=AccessFrom.CLOSING, access_until=AccessUntil.CLOSING) == {"access_until"}
    for days in (None, 0, 3651):
        assert of(access_until=AccessUntil.DAYS, access_days=days) == {"access_days"}
    assert of(access_until=AccessUntil.DAYS, access_days=1) == set()


def test_numbered_documents_are_issued_signed_and_material_may_be_unsigned():
    def why(**changes):
        return type(rules.why_not_issue(a_document(**changes), arrived_signed=False))

    letter = {"type": DocumentType.INVITATION}
    assert why() is type(None)
    assert why(**letter) is NumberMissing
    assert why(**letter, number="05") is SignaturesMissing
    assert why(**letter, number="05", state=DocumentState.PERSON_SIGNED) is SignaturesMissing
    assert why(**letter, number="05", state=DocumentState.SEALED) is type(None)
    assert why(state=DocumentState.ISSUED) is AlreadyIssued
    assert rules.why_not_issue(a_document(**letter), arrived_signed=True) is None


@pytest.mark.parametrize(
    ("kind", "notation"),
    [("GM", "GM-UBND"), ("BC", "BC-UBND"), ("QĐ", "QĐ-UBND"), ("CV", "UBND")],
)
def test_notations_follow_the_decree(kind, notation):
    assert rules.notation_of(DocumentType(kind), "UBND") == notation
    assert rules.as_printed(5) == "05"
    assert rules.as_printed(112) == "112"
    assert not rules.is_numbered(DocumentType.MATERIAL)


def test_a_unit_is_as_far_as_its_furthest_reader():
    leader, clerk, other = (Receipt(unit_id=unit) for unit in "AAB")
    assert rules.count([leader, clerk, other]).total == 2
    clerk.delivered_at = MONDAY
    leader.opened_at = leader.acknowledged_at = MONDAY
    other.downloaded_at = MONDAY
    counts = rules.count([leader, clerk, other])
    assert (counts.delivered, counts.opened, counts.acknowledged) == (2, 2, 1)
    assert counts.missing == 1
    assert rules.step_of(clerk) is Step.DELIVERED


def test_units_are_reminded_at_most_once_an_hour():
    receipt = Receipt(chased_at=MONDAY)
    assert not rules.can_chase([receipt], MONDAY + timedelta(minutes=59))
    assert rules.can_chase([receipt, Receipt()], MONDAY + timedelta(hours=1))
    receipt.acknowledged_at = MONDAY
    assert not rules.can_chase([receipt, Receipt()], MONDAY + timedelta(hours=2))


def test_what_is_signed_issued_or_numbered_stays_as_it_is():
    for state in (DocumentState.PERSON_SIGNED, DocumentState.SEALED, DocumentState.ISSUED):
        assert not rules.can_edit(a_document(state=state))
        assert not rules.can_delete(a_document(state=state))
    assert not rules.can_delete(a_document(number="01"))
    assert rules.can_be_replaced(a_document(state=DocumentState.ISSUED))
    letter = a_document(state=DocumentState.ISSUED, type=DocumentType.INVITATION)
    assert not rules.can_be_replaced(letter)
    assert not rules.can_be_replaced(a_document(state=DocumentState.SEALED))


def test_a_document_is_late_before_its_meeting_only(stage):
    eve = stage.meeting.starts_at - timedelta(days=1)
    assert rules.is_late(stage.meeting, eve)
    stage.meeting.state = MeetingState.ENDED
    assert not rules.is_late(stage.meeting, stage.meeting.starts_at + timedelta(days=1))
