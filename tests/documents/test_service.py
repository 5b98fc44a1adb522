import threading
from datetime import timedelta

import pytest

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput, NotAllowed
from hub.core.ids import new_id
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents import jobs, queries, service
from hub.documents.errors import (
    ActionTooSoon,
    AlreadyIssued,
    DocumentChanged,
    DocumentRecalled,
    DocumentSettled,
    DossierClosed,
    NobodyToChase,
    NobodyToRead,
    NoSuchDocument,
    NoSuchReceipt,
    NotNumbered,
    NotYetReadable,
    SameContent,
    SignaturesMissing,
)
from hub.documents.models import (
    AccessFrom,
    DocumentState,
    DocumentType,
    VersionOrigin,
)
from hub.documents.queries import Listed, Wanted
from hub.documents.rules import Details
from hub.meetings.models import MeetingState
from hub.outbox.models import Channel, OutgoingMessage
from tests.documents.builders import a_content, a_document, again, document_of, issued


def get(uow, document):
    return queries.get(uow.session, document.id)


def test_a_document_is_added_as_a_draft_to_an_agenda_item(runtime, stage, heard):
    item = stage.agenda[0]
    document = document_of(runtime, stage, agenda_item_id=item.id)
    found = again(runtime, document)
    assert found.state is DocumentState.DRAFT
    assert found.owner_unit_id == stage.host.id
    assert found.agenda_item.title == item.title
    assert [version.number for version in found.versions] == [1]
    assert found.versions[0].origin is VersionOrigin.UPLOAD
    assert "document:added" in heard.names()


def test_a_sealed_dossier_takes_no_document(runtime, stage):
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.merge(stage.meeting).state = MeetingState.ARCHIVED
    stage.meeting.state = MeetingState.ARCHIVED
    with pytest.raises(DossierClosed):
        document_of(runtime, stage)


def test_an_agenda_item_of_another_meeting_is_refused(runtime, stage):
    with pytest.raises(InvalidInput) as mistakes:
        document_of(runtime, stage, agenda_item_id=new_id())
    assert "agenda_item_id" in mistakes.value.fields


def test_only_the_office_prepares_documents(runtime, stage):
    for actor in (stage.actor(Role.TECHNICIAN), stage.actor_of(stage.communes[0].leader)):
        with pytest.raises(NotAllowed), runtime.unit_of_work(actor) as uow:
            a_document(uow, stage)


def test_a_stale_edit_is_a_conflict_and_changes_nothing(runtime, stage):
    document = document_of(runtime, stage)
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        service.edit(
            uow, get(uow, document), Details(DocumentType.REPORT, "Báo cáo"), read_version=1
        )
    with pytest.raises(DocumentChanged), runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.edit(
            uow, get(uow, document), Details(DocumentType.PLAN, "Kế hoạch"), read_version=1
        )
    assert again(runtime, document).title == "Báo cáo"


def test_a_number_fixes_type_and_title_but_not_the_agenda_item(runtime, stage):
    document = document_of(runtime, stage, type=DocumentType.REPORT)
    actor = stage.actor(Role.REGISTRY_CLERK)
    with runtime.unit_of_work(actor) as uow:
        service.assign_number(uow, get(uow, document))
    version = again(runtime, document).version
    with pytest.raises(DocumentSettled), runtime.unit_of_work(actor) as uow:
        service.edit(
            uow, get(uow, document), Details(DocumentType.PLAN, "Khác"), read_version=version
        )
    with runtime.unit_of_work(actor) as uow:
        details = Details(DocumentType.REPORT, document.title, stage.agenda[1].id)
        service.edit(uow, get(uow, document), details, read_version=version)
    with pytest.raises(DocumentSettled), runtime.unit_of_work(actor) as uow:
        service.delete_draft(uow, get(uow, document))


def test_documents_change_places(runtime, stage):
    titles = ["Một", "Hai", "Ba"]
    documents = [
        document_of(runtime, stage, title, sha256=str(place) * 64)
        for place, title in enumerate(titles)
    ]
    actor = stage.actor(Role.SECRETARY)
    with runtime.unit_of_work(actor) as uow:
        service.move_up(uow, get(uow, documents[2]))
        service.move_up(uow, get(uow, documents[0]))
    with runtime.read() as session:
        found = queries.of_meeting(session, actor, stage.meeting.id)
    assert [each.title for each in found] == ["Một", "Ba", "Hai"]


def test_a_new_version_stands_beside_the_old_one(runtime, stage):
    document = document_of(runtime, stage)
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        service.add_version(
            uow, get(uow, document), a_content("b" * 64), origin=VersionOrigin.UPLOAD
        )
    found = again(runtime, document)
    assert [version.sha256[0] for version in found.versions] == ["a", "b"]
    with pytest.raises(SameContent), runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        service.add_version(
            uow, get(uow, document), a_content("b" * 64), origin=VersionOrigin.UPLOAD
        )


# --- numbers


def test_numbers_run_without_gaps_per_unit_type_and_year(runtime, stage, clock):
    actor = stage.actor(Role.REGISTRY_CLERK)

    def numbered(kind, sha256):
        document = document_of(runtime, stage, type=kind, sha256=sha256)
        with runtime.unit_of_work(actor) as uow:
            return service.assign_number(uow, get(uow, document)), document

    reports = [numbered(DocumentType.REPORT, f"{each}" * 64)[0] for each in range(3)]
    letter, document = numbered(DocumentType.INVITATION, "d" * 64)
    assert reports == ["01", "02", "03"]
    assert letter == "01"
    found = again(runtime, document)
    assert (found.notation, found.issued_on) == ("GM-UBND", wall_date(clock.now))
    with runtime.unit_of_work(actor) as uow:
        assert service.assign_number(uow, get(uow, document)) == "01"
    clock.go(days=400)
    assert numbered(DocumentType.REPORT, "e" * 64)[0] == "01"


def test_material_has_no_number(runtime, stage):
    document = document_of(runtime, stage)
    with pytest.raises(NotNumbered), runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.assign_number(uow, get(uow, document))


def test_clerks_at_the_same_moment_get_different_numbers(runtime, stage):
    documents = [
        document_of(runtime, stage, type=DocumentType.NOTICE, sha256=f"{each:x}" * 64)
        for each in range(8)
    ]
    given, failures = [], []

    def give(document):
        try:
            with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
                given.append(service.assign_number(uow, get(uow, document)))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=give, args=(each,)) for each in documents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(given) == [f"{each:02d}" for each in range(1, 9)]


# --- distribution


def test_issuing_gives_every_reader_of_every_unit_a_receipt_and_a_message(
    runtime, stage, sent, heard
):
    document = issued(runtime, stage)
    with runtime.read() as session:
        receipts = queries.receipts_of(session, document.id)
        counts = queries.counts(session, document.id)
    people = {person.id for each in stage.communes for person in (each.leader, each.clerk)}
    assert {receipt.person_id for receipt in receipts} == people
    assert (counts.total, counts.delivered, counts.acknowledged) == (3, 0, 0)
    mails = [each for each in sent() if each.channel is Channel.MAIL]
    notices = [each for each in sent() if each.channel is Channel.IN_APP]
    assert {mail.to_address for mail in mails} == {each.unit.email for each in stage.communes}
    assert {notice.to_person_id for notice in notices} == people
    assert document.title in mails[0].subject
    assert f"/documents/{document.id}" in mails[0].body_text
    assert f"/documents/{document.id}" in mails[0].body_html
    assert "document:issued" in heard.names()


def test_late_documents_say_so_in_the_mail(runtime, stage, clock, sent):
    issued(runtime, stage)
    clock.now = stage.meeting.starts_at - timedelta(days=1)
    issued(runtime, stage, "Báo cáo muộn", sha256="c" * 64)
    marks = {
        mail.subject: "ba ngày làm việc" in mail.body_text
        for mail in sent()
        if mail.channel is Channel.MAIL
    }
    assert marks == {"Văn bản: Báo cáo kết quả": False, "Văn bản: Báo cáo muộn": True}


def test_a_document_is_issued_once_and_only_after_the_invitations(runtime, stage):
    document = issued(runtime, stage)
    clerk = stage.actor(Role.REGISTRY_CLERK)
    with pytest.raises(AlreadyIssued), runtime.unit_of_work(clerk) as uow:
        service.issue(uow, get(uow, document))
    with pytest.raises(NotAllowed), runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        service.issue(uow, get(uow, document))
    draft = document_of(runtime, stage, "Khác", sha256="c" * 64)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = get(uow, draft).meeting
        meeting.state, meeting.invited_at = MeetingState.APPROVED, None
    with pytest.raises(NobodyToRead), runtime.unit_of_work(clerk) as uow:
        service.issue(uow, get(uow, draft))


def test_a_letter_without_signatures_is_not_issued(runtime, stage):
    document = document_of(runtime, stage, type=DocumentType.INVITATION)
    clerk = stage.actor(Role.REGISTRY_CLERK)
    with runtime.unit_of_work(clerk) as uow:
        service.assign_number(uow, get(uow, document))
    with pytest.raises(SignaturesMissing), runtime.unit_of_work(clerk) as uow:
        service.issue(uow, get(uow, document))


def test_opening_downloading_and_acknowledging_are_noted_with_their_time(runtime, stage, clock):
    document = issued(runtime, stage)
    leader = stage.actor_of(stage.communes[0].leader)

    def do(action):
        with runtime.unit_of_work(leader) as uow:
            return action(uow, get(uow, document))

    clock.go(minutes=5)
    opened_at = clock.now
    do(service.note_opened)
    clock.go(minutes=5)
    do(service.note_opened)
    do(service.note_downloaded)
    clock.go(minutes=5)
    do(service.acknowledge)
    acknowledged_at = clock.now
    clock.go(minutes=5)
    do(service.acknowledge)
    with runtime.read() as session:
        receipt = queries.receipt_of(session, leader.person_id, document.id)
        counts = queries.counts(session, document.id)
    assert receipt.delivered_at == receipt.opened_at == opened_at
    assert receipt.downloaded_at == opened_at + timedelta(minutes=5)
    assert receipt.acknowledged_at == acknowledged_at
    assert (counts.total, counts.delivered, counts.opened, counts.acknowledged) == (3, 1, 1, 1)


def test_who_did_not_get_a_document_has_nothing_to_acknowledge(runtime, stage):
    document = issued(runtime, stage)
    secretary = stage.actor(Role.SECRETARY)
    with pytest.raises(NoSuchReceipt), runtime.unit_of_work(secretary) as uow:
        service.acknowledge(uow, get(uow, document))
    with runtime.unit_of_work(secretary) as uow:
        assert service.note_opened(uow, get(uow, document)) is None


def test_a_closed_document_is_not_acknowledged_unread(runtime, stage):
    document = issued(runtime, stage, access_from=AccessFrom.OPENING)
    leader = stage.actor_of(stage.communes[0].leader)
    with pytest.raises(NotYetReadable), runtime.unit_of_work(leader) as uow:
        service.acknowledge(uow, get(uow, document))
    with pytest.raises(NotYetReadable), runtime.read() as session:
        queries.get_to_read(session, leader, document.id, runtime.clock())


def test_delivery_is_noted_when_the_mail_left_or_the_notice_was_read(runtime, stage, clock):
    document = issued(runtime, stage)
    by_mail, by_notice, not_yet = stage.communes
    assert jobs.note_deliveries(runtime) == 0
    with runtime.unit_of_work(SYSTEM) as uow:
        for message in uow.session.query(OutgoingMessage):
            if message.to_address == by_mail.unit.email:
                message.sent_at = uow.now
            if message.to_person_id == by_notice.leader.id:
                message.read_at = uow.now
    clock.go(minutes=1)
    assert jobs.note_deliveries(runtime) == 3
    with runtime.read() as session:
        receipts = queries.receipts_of(session, document.id)
    delivered = {each.person_id for each in receipts if each.delivered_at == clock.now}
    assert delivered == {by_mail.leader.id, by_mail.clerk.id, by_notice.leader.id}
    assert not_yet.leader.id not in delivered


def test_those_missing_are_reminded_once_an_hour_and_nobody_else(runtime, stage, clock, sent):
    document = issued(runtime, stage)
    done, *missing = stage.communes
    with runtime.unit_of_work(stage.actor_of(done.clerk)) as uow:
        service.acknowledge(uow, get(uow, document))
    clerk = stage.actor(Role.REGISTRY_CLERK)
    before = len(sent())
    clock.go(minutes=10)
    with runtime.unit_of_work(clerk) as uow:
        assert service.chase(uow, get(uow, document)) == 2
    reminders = sent()[before:]
    assert {each.to_address for each in reminders if each.channel is Channel.MAIL} == {
        each.unit.email for each in missing
    }
    clock.go(minutes=59)
    with pytest.raises(ActionTooSoon), runtime.unit_of_work(clerk) as uow:
        service.chase(uow, get(uow, document))
    clock.go(minutes=1)
    with runtime.unit_of_work(clerk) as uow:
        assert service.chase(uow, get(uow, document)) == 2
    for each in missing:
        with runtime.unit_of_work(stage.actor_of(each.leader)) as uow:
            service.acknowledge(uow, get(uow, document))
    clock.go(hours=2)
    with pytest.raises(NobodyToChase), runtime.unit_of_work(clerk) as uow:
        service.chase(uow, get(uow, document))


def test_a_recalled_document_says_so_and_its_waiting_mails_stay(runtime, stage, sent):
    document = issued(runtime, stage)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.recall(uow, get(uow, document), reason="Sai số liệu biểu 2")
    leader = stage.actor_of(stage.communes[0].leader)
    with pytest.raises(DocumentRecalled) as refusal, runtime.read() as session:
        queries.get_to_read(session, leader, document.id, runtime.clock())
    assert "Sai số liệu biểu 2" in refusal.value.sentence
    with pytest.raises(DocumentRecalled), runtime.unit_of_work(leader) as uow:
        service.acknowledge(uow, get(uow, document))
    waiting = [each for each in sent() if each.channel is Channel.MAIL and not each.withdrawn_at]
    assert waiting == []
    told = [each for each in sent() if each.key.startswith("recalled:")]
    assert len(told) == 6


def test_a_new_version_of_issued_material_is_acknowledged_anew(runtime, stage):
    document = issued(runtime, stage)
    leader = stage.actor_of(stage.communes[0].leader)
    with runtime.unit_of_work(leader) as uow:
        service.acknowledge(uow, get(uow, document))
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        service.add_version(
            uow, get(uow, document), a_content("b" * 64), origin=VersionOrigin.UPLOAD
        )
    with runtime.read() as session:
        assert queries.counts(session, document.id).acknowledged == 0
        assert queries.waiting(session, leader).to_acknowledge == 1


# --- lists


def test_lists_show_what_waits_for_whom(runtime, stage):
    material = document_of(runtime, stage, "Tài liệu", sha256="1" * 64)
    report = document_of(runtime, stage, "Báo cáo", type=DocumentType.REPORT, sha256="2" * 64)
    public = issued(runtime, stage, "Đã phát hành", sha256="3" * 64)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.assign_number(uow, get(uow, report))

    def titles(actor, wanted):
        with runtime.read() as session:
            rows, total = queries.listed(session, actor, Listed(wanted))
        assert total == len(rows)
        return {each.title for each in rows}

    leader = stage.actor_of(stage.communes[0].leader)
    assert titles(leader, Wanted.ALL) == {public.title}
    assert titles(leader, Wanted.TO_ACKNOWLEDGE) == {public.title}
    assert titles(leader, Wanted.TO_ISSUE) == set()
    assert titles(stage.actor(Role.CHAIR), Wanted.TO_SIGN) == {report.title}
    assert titles(stage.actor(Role.REGISTRY_CLERK), Wanted.TO_ISSUE) == {material.title}
    assert titles(stage.actor(Role.SCHEDULER), Wanted.DRAFTS) == {material.title, report.title}
    assert titles(stage.actor(Role.AUDITOR), Wanted.ALL) == {"Tài liệu", "Báo cáo", "Đã phát hành"}
    assert titles(stage.other_actor(Role.SCHEDULER), Wanted.ALL) == set()
    with runtime.unit_of_work(leader) as uow:
        service.acknowledge(uow, get(uow, public))
    assert titles(leader, Wanted.TO_ACKNOWLEDGE) == set()


def test_another_units_documents_are_unknown(runtime, stage):
    document = issued(runtime, stage)
    stranger = stage.actor_of(stage.other_commune.leader)
    with pytest.raises(NoSuchDocument), runtime.read() as session:
        queries.get_to_see(session, stranger, document.id)
