import subprocess
import sys
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput, NotAllowed
from hub.core.unit_of_work import Role
from hub.documents import queries as documents
from hub.documents import service as document_service
from hub.documents.errors import DocumentRecalled
from hub.documents.models import AccessFrom, DocumentType, NumberSeries, VersionOrigin
from hub.documents.service import take_number
from hub.registers import queries, service
from hub.registers.errors import AlreadyRegistered, NotReceivedHere, PossibleDuplicate
from hub.registers.models import ARRIVALS, IncomingEntry, OutgoingEntry
from hub.registers.queries import Arrivals, Outgoings
from hub.registers.service import Arrival, Paper
from tests.documents.builders import a_content, document_of, issued

NOTICE = Paper(DocumentType.NOTICE, "Lịch trực", "Trần Văn Hòa")


def clerk(stage, place=0):
    return stage.actor_of(stage.communes[place].clerk)


def arrival(clock, code="12/UBND-VX", author="UBND tỉnh Phú Thọ"):
    return Arrival(author, code, None, "Công văn", "Về việc rà soát", wall_date(clock.now))


def outgoing(runtime, stage, **asked):
    with runtime.read() as session:
        which = Outgoings(stage.host.id, date(2026, 1, 1), date(2027, 12, 31), **asked)
        return list(queries.outgoing_page(session, which)[0])


def incoming(runtime, stage, place=0, **asked):
    with runtime.read() as session:
        which = Arrivals(
            stage.communes[place].unit.id,
            date(2026, 1, 1),
            date(2027, 12, 31),
            today=asked.pop("today", date(2026, 11, 16)),
            **asked,
        )
        return list(queries.incoming_page(session, which)[0])


def register(runtime, stage, document, place=0, **how):
    with runtime.unit_of_work(clerk(stage, place)) as uow:
        return service.register_document(uow, document.id, **how).number


# --- outgoing


def test_a_number_and_its_line_are_written_together_for_documents_and_papers(runtime, stage):
    letter = document_of(runtime, stage, "Lịch họp", type=DocumentType.NOTICE)
    keeper = stage.actor(Role.REGISTRY_CLERK)
    with runtime.unit_of_work(keeper) as uow:
        service.number_paper(uow, stage.host.id, NOTICE, {"copies": 3, "recipients": "UBND tỉnh"})
    with runtime.unit_of_work(keeper) as uow:
        document_service.assign_number(uow, documents.get(uow.session, letter.id))
    paper, electronic = outgoing(runtime, stage)
    assert (paper.code, paper.on_paper, paper.copies) == ("01/TB-UBND", True, 3)
    assert (electronic.code, electronic.document_id) == ("02/TB-UBND", letter.id)
    assert [each.id for each in outgoing(runtime, stage, words="lich hop")] == [electronic.id]
    assert outgoing(runtime, stage, type=DocumentType.REPORT) == []


def test_papers_of_a_type_without_numbers_and_clerks_of_others_are_refused(runtime, stage):
    material = Paper(DocumentType.MATERIAL, "Tài liệu", "Ai đó")
    keeper = stage.actor(Role.REGISTRY_CLERK)
    with pytest.raises(InvalidInput), runtime.unit_of_work(keeper) as uow:
        service.number_paper(uow, stage.host.id, material, {})
    for actor in (stage.actor(Role.CHAIR), clerk(stage)):
        with pytest.raises(NotAllowed), runtime.unit_of_work(actor) as uow:
            service.number_paper(uow, stage.host.id, NOTICE, {})
    assert outgoing(runtime, stage) == []


def test_what_fails_after_its_number_was_taken_leaves_no_gap(runtime, stage):
    keeper = stage.actor(Role.REGISTRY_CLERK)
    with pytest.raises(RuntimeError), runtime.unit_of_work(keeper) as uow:
        service.number_paper(uow, stage.host.id, NOTICE, {})
        raise RuntimeError("the pen broke")
    with runtime.unit_of_work(keeper) as uow:
        entry = service.number_paper(uow, stage.host.id, NOTICE, {})
        assert entry.ordinal == 1


DIES = """
import os, sys, uuid
from sqlalchemy import text
from hub.core.db import make_engine
connection = make_engine(sys.argv[1]).connect()
connection.begin()
connection.execute(text("UPDATE number_series SET last = last + 1"))
os._exit(9)
"""


def test_a_process_that_dies_between_number_and_commit_leaves_no_gap(runtime, stage, database_url):
    keeper = stage.actor(Role.REGISTRY_CLERK)
    with runtime.unit_of_work(keeper) as uow:
        service.number_paper(uow, stage.host.id, NOTICE, {})
    died = subprocess.run([sys.executable, "-c", DIES, database_url], check=False, timeout=60)
    assert died.returncode == 9
    with runtime.unit_of_work(keeper) as uow:
        assert service.number_paper(uow, stage.host.id, NOTICE, {}).ordinal == 2


def test_clerks_of_several_units_at_once_get_rows_without_gaps_though_some_give_up(runtime, stage):
    units = [stage.host.id, *(each.unit.id for each in stage.communes)]
    kinds = [DocumentType.NOTICE.value, ARRIVALS]
    given, failures = [], []

    def give_up_at_times(turn):
        if turn % 5 == 0:
            raise RuntimeError("gives up")

    def work(turn):
        place = (units[turn % len(units)], kinds[turn // len(units) % 2])
        try:
            with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
                number = take_number(uow, *place, 2026)
                give_up_at_times(turn)
            given.append((*place, number))
        except RuntimeError:
            pass
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(given) == 32
    with runtime.read() as session:
        last = {
            (row.unit_id, row.series): row.last for row in session.scalars(select(NumberSeries))
        }
    for place in {each[:2] for each in given}:
        numbers = sorted(number for *where, number in given if tuple(where) == place)
        assert numbers == list(range(1, last[place] + 1))


def test_the_line_tells_when_and_to_whom_a_document_went_and_why_it_came_back(
    runtime, stage, clock
):
    document = sealed(runtime, stage)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        document_service.issue(uow, documents.get(uow.session, document.id))
    (line,) = outgoing(runtime, stage)
    assert (line.copies, line.sent_on) == (3, wall_date(clock.now))
    assert "xã Xuân Viên" in line.recipients and line.signer == "Trần Văn Hòa"
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        document_service.recall(uow, documents.get(uow.session, document.id), reason="Sai số liệu")
    assert "Sai số liệu" in outgoing(runtime, stage)[0].note


def sealed(runtime, stage):
    """A numbered notice that is as good as signed by person and organisation."""
    from hub.documents.models import DocumentState

    document = document_of(runtime, stage, "Thông báo kết luận", type=DocumentType.NOTICE)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        found = documents.get(uow.session, document.id)
        document_service.assign_number(uow, found)
        found.state = DocumentState.SEALED
    return document


# --- incoming


def test_a_received_document_gets_the_next_arrival_number_and_is_acknowledged(
    runtime, stage, heard
):
    first, second = issued(runtime, stage), issued(runtime, stage, "Phụ lục", sha256="b" * 64)
    assert register(runtime, stage, first) == 1
    assert register(runtime, stage, second) == 2
    assert register(runtime, stage, first, place=1) == 1, "each unit counts for itself"
    with runtime.read() as session:
        receipt = documents.receipt_of(session, stage.communes[0].clerk.id, first.id)
        assert receipt.acknowledged_at is not None
        assert list(queries.waiting(session, stage.communes[0].unit.id)) == []
        assert len(queries.waiting(session, stage.communes[1].unit.id)) == 1
    line = incoming(runtime, stage)[0]
    assert (line.author, line.subject) == ("UBND huyện Yên Lập", "Báo cáo kết quả")
    assert "register:incoming:entered" in heard.names()
    with pytest.raises(AlreadyRegistered):
        register(runtime, stage, first)


def test_what_opens_with_the_meeting_is_registered_and_acknowledged_when_read(runtime, stage):
    document = issued(runtime, stage, access_from=AccessFrom.OPENING)
    assert register(runtime, stage, document) == 1
    with runtime.read() as session:
        receipt = documents.receipt_of(session, stage.communes[0].clerk.id, document.id)
    assert receipt.acknowledged_at is None


def test_only_the_clerk_of_a_unit_that_received_it_registers(runtime, stage):
    document = issued(runtime, stage)
    leader = stage.actor_of(stage.communes[0].leader)
    with pytest.raises(NotAllowed), runtime.unit_of_work(leader) as uow:
        service.register_document(uow, document.id)
    stranger = stage.actor_of(stage.other_commune.clerk)
    with pytest.raises(NotReceivedHere), runtime.unit_of_work(stranger) as uow:
        service.register_document(uow, document.id)


def test_several_are_registered_at_once_and_doubtful_ones_left_waiting(runtime, stage, clock):
    document = sealed(runtime, stage)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        document_service.issue(uow, documents.get(uow.session, document.id))
    material = issued(runtime, stage, "Tài liệu", sha256="c" * 64)
    with runtime.unit_of_work(clerk(stage)) as uow:
        same = arrival(clock, "1 / tb-ubnd", "Ubnd Huyện Yên Lập")
        service.enter_arrival(uow, same, {}, confirmed=False)
    with runtime.unit_of_work(clerk(stage)) as uow:
        entered, doubtful = service.register_many(uow, [document.id, material.id])
        assert [each.number for each in entered] == [2]
        assert [each.id for each in doubtful] == [document.id]
    with pytest.raises(PossibleDuplicate):
        register(runtime, stage, document)
    assert register(runtime, stage, document, confirmed=True) == 3


def test_a_paper_that_looks_registered_is_flagged_and_taken_when_confirmed(runtime, stage, clock):
    with runtime.unit_of_work(clerk(stage)) as uow:
        service.enter_arrival(uow, arrival(clock), {}, confirmed=False)
    for other in (arrival(clock, "13/UBND-VX"), arrival(clock, author="UBND huyện khác")):
        with runtime.unit_of_work(clerk(stage)) as uow:
            service.enter_arrival(uow, other, {}, confirmed=False)
    with pytest.raises(PossibleDuplicate), runtime.unit_of_work(clerk(stage)) as uow:
        service.enter_arrival(uow, arrival(clock, "012/ubnd-vx"), {}, confirmed=False)
    with runtime.unit_of_work(clerk(stage)) as uow:
        entry = service.enter_arrival(uow, arrival(clock), {}, confirmed=True)
        assert entry.number == 4, "the refused one left no gap"
    with pytest.raises(InvalidInput), runtime.unit_of_work(clerk(stage)) as uow:
        tomorrow = arrival(clock, "99/UBND").__class__(
            "UBND tỉnh", "99/UBND", None, "", "Về việc", wall_date(clock.now) + timedelta(days=1)
        )
        service.enter_arrival(uow, tomorrow, {}, confirmed=False)


def test_who_is_handed_a_document_is_told_and_overdue_ones_are_found(runtime, stage, clock, sent):
    today = wall_date(clock.now)
    with runtime.unit_of_work(clerk(stage)) as uow:
        entry = service.enter_arrival(uow, arrival(clock), {}, confirmed=False)
        leader = stage.communes[0].leader
        service.correct_incoming(
            uow, entry, {"handed_to_id": leader.id, "deadline": today}, read_version=entry.version
        )
    notice = sent()[-1]
    assert notice.to_person_id == leader.id and "Số đến 1" in notice.body_text
    assert incoming(runtime, stage)[0].handed_to == leader.name
    tomorrow = today + timedelta(days=1)
    assert len(incoming(runtime, stage, show="overdue", today=tomorrow)) == 1
    with pytest.raises(InvalidInput), runtime.unit_of_work(clerk(stage)) as uow:
        found = queries.incoming(uow.session, uow.actor, entry.id)
        stranger = stage.communes[1].leader.id
        service.correct_incoming(uow, found, {"handed_to_id": stranger}, read_version=found.version)
    with runtime.unit_of_work(clerk(stage)) as uow:
        found = queries.incoming(uow.session, uow.actor, entry.id)
        service.correct_incoming(
            uow, found, {"settled_on": today, "reply_code": "7/BC-UBND"}, read_version=found.version
        )
    assert incoming(runtime, stage, show="overdue", today=tomorrow) == []
    assert len(incoming(runtime, stage, words="7/bc")) == 1


def test_an_update_is_noted_in_the_lines_of_those_that_had_registered_it(runtime, stage):
    document, other = issued(runtime, stage), issued(runtime, stage, "Khác", sha256="d" * 64)
    register(runtime, stage, document)
    register(runtime, stage, other)
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        found = documents.get(uow.session, document.id)
        content = a_content("e" * 64)
        document_service.add_version(uow, found, content, origin=VersionOrigin.UPLOAD)
    line, unchanged = incoming(runtime, stage)
    assert line.note == "Nơi gửi cập nhật bản 2 ngày 16/11/2026"
    assert unchanged.note == ""
    assert len(incoming(runtime, stage, words="cap nhat ban 2")) == 1


def test_a_recall_voids_the_lines_of_all_receivers_and_keeps_them(runtime, stage):
    document, other = issued(runtime, stage), issued(runtime, stage, "Khác", sha256="d" * 64)
    for place in (0, 1):
        register(runtime, stage, document, place)
    register(runtime, stage, other)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        document_service.recall(uow, documents.get(uow.session, document.id), reason="Sai số liệu")
    for place in (0, 1):
        assert incoming(runtime, stage, place)[0].void_reason == "Sai số liệu"
    assert incoming(runtime, stage)[1].voided_at is None
    with pytest.raises(DocumentRecalled):
        register(runtime, stage, document, place=2)
    with runtime.read() as session:
        assert session.scalar(select(OutgoingEntry)) is None, "material carries no number"
        assert len(session.scalars(select(IncomingEntry)).all()) == 3
