"""A long frozen sheet is printed by the timetable, and its page says how far it is."""

import pytest
from sqlalchemy import select

from hub.attendance import jobs, queries
from hub.attendance.models import SheetPrinting
from hub.core.unit_of_work import Role
from hub.gateways.workers import WorkerFailed
from tests.attendance.test_sheet import held

__all__ = ["held"]


@pytest.fixture
def frozen(runtime, client_of, held, monkeypatch):
    """A sheet that counts as long, just frozen by the secretary in the browser."""
    monkeypatch.setattr("hub.attendance.rules.roll.LONG", 1)
    client = client_of(held.staff[Role.SECRETARY])
    answer = client.post(f"/meetings/{held.meeting.id}/attendance/freeze")
    assert answer.location.endswith("/attendance")
    return client


def fails(monkeypatch, error):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(jobs, "print_paper", fail)


def waiting(runtime):
    with runtime.read() as session:
        return session.scalars(select(SheetPrinting)).all()


def is_printed(runtime, held):
    with runtime.read() as session:
        return bool(queries.sheet_of(session, held.meeting.id).pdf_sha256)


def at(held, path=""):
    return f"/meetings/{held.meeting.id}/attendance{path}"


def test_freezing_answers_at_once_and_the_page_says_that_it_is_printed(
    runtime, storage, workers, frozen, held
):
    assert not is_printed(runtime, held)
    assert "Đang in bảng điểm danh" in frozen.get(at(held)).text
    assert "every 3s" in frozen.get(at(held, "/sheets/1/printing")).text
    assert frozen.get(at(held, "/sign")).status_code == 409
    assert jobs.print_sheets(runtime, storage, workers) == 1
    part = frozen.get(at(held, "/sheets/1/printing")).text
    assert "Ký bảng điểm danh" in part and "every 3s" not in part
    assert frozen.get(at(held, "/sheets/1/pdf")).data.startswith(b"%PDF")
    assert waiting(runtime) == [] and jobs.print_sheets(runtime, storage, workers) == 0


def test_a_hub_that_is_killed_meanwhile_prints_when_it_is_back(
    runtime, storage, workers, frozen, held, monkeypatch
):
    with monkeypatch.context() as patch:
        fails(patch, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            jobs.print_sheets(runtime, storage, workers)
    assert "Đang in bảng điểm danh" in frozen.get(at(held)).text
    assert jobs.print_sheets(runtime, storage, workers) == 1 and is_printed(runtime, held)


def test_what_can_not_be_printed_is_tried_thrice_and_then_said(
    runtime, clock, storage, workers, frozen, held, monkeypatch
):
    with monkeypatch.context() as patch:
        fails(patch, WorkerFailed())
        for _ in range(5):
            jobs.print_sheets(runtime, storage, workers)
            clock.go(minutes=5)
    (given_up,) = waiting(runtime)
    assert given_up.attempts == 3 and given_up.due_at is None
    page = frozen.get(at(held)).text
    assert "Chưa in được bảng điểm danh" in page and "Lập bản PDF để ký" in page
    frozen.post(at(held, "/sheets/1/print"))
    assert jobs.print_sheets(runtime, storage, workers) == 1 and is_printed(runtime, held)


def test_a_short_sheet_is_there_at_once_and_printed_later_if_the_request_was_killed(
    runtime, clock, client_of, storage, workers, held, monkeypatch
):
    client = client_of(held.staff[Role.SECRETARY])
    with monkeypatch.context() as patch:
        patch.setattr(
            "hub.attendance.views.printing.printed",
            lambda *_: (_ for _ in ()).throw(WorkerFailed()),
        )
        client.post(at(held, "/freeze"))
    assert not is_printed(runtime, held) and jobs.print_sheets(runtime, storage, workers) == 0
    clock.go(minutes=3)
    assert jobs.print_sheets(runtime, storage, workers) == 1 and is_printed(runtime, held)
