"""Quotas of units, and the virus scanner: down means the file waits, never that it passes."""

import re

import pytest

from hub.core.unit_of_work import Role
from hub.documents import jobs, queries
from hub.documents.models import Document
from hub.gateways.inspection.clamav import ScannerAway, ensure_clean
from tests.documents.builders import begin, send, uploaded
from tests.gateways import hostile
from tests.gateways.fake_clamd import EICAR, fake_clamd

JSON = {"Accept": "application/json"}


@pytest.fixture
def clerk(client_of, stage):
    return client_of(stage.staff[Role.REGISTRY_CLERK])


@pytest.fixture
def scanner(settings, tmp_path):
    settings.clamav_socket = tmp_path / "clamd"
    return settings.clamav_socket


def documents(runtime, stage):
    with runtime.read() as session:
        return queries.of_meeting(session, stage.actor(Role.AUDITOR), stage.meeting.id)


def test_without_room_an_upload_is_refused_before_it_starts(clerk, stage, settings, client_of):
    settings.unit_quota_mb = 1
    answer = begin(clerk, stage, b"x" * (2 << 20), "a.pdf")
    assert (answer.status_code, answer.json["code"]) == (409, "quota-exceeded")
    assert "đơn vị đã dùng 0 trong 1 MB" in answer.json["title"]
    admin = client_of(stage.staff[Role.SYSTEM_ADMIN])
    admin.post("/admin/storage", data={"unit_id": str(stage.host.id), "megabytes": "5"})
    assert begin(clerk, stage, b"x" * (2 << 20), "a.pdf").status_code == 201
    assert begin(clerk, stage, b"x" * (4 << 20), "b.pdf").json["code"] == "quota-exceeded"
    page = admin.get("/admin/storage").text
    assert "Hạn mức riêng" in page
    admin.post("/admin/storage", data={"unit_id": str(stage.host.id), "megabytes": ""})
    assert "Hạn mức riêng" not in admin.get("/admin/storage").text


def test_room_that_is_taken_meanwhile_is_noticed_at_the_end(clerk, stage, settings, runtime):
    content = hostile.pdf() + b"%" + b"x" * (1 << 20) + b"\n%%EOF\n"
    place = begin(clerk, stage, content, "a.pdf").headers["Location"]
    settings.unit_quota_mb = 1
    answer = send(clerk, place, 0, content)
    assert (answer.status_code, answer.json["code"]) == (409, "quota-exceeded")
    assert documents(runtime, stage) == []
    settings.unit_quota_mb = 0
    assert uploaded(clerk, stage, content, "a.pdf").status_code == 204


def test_a_file_that_the_scanner_knows_is_refused_and_a_clean_one_taken(
    clerk, stage, scanner, runtime
):
    with fake_clamd(scanner) as clamd:
        content = hostile.pdf()
        assert uploaded(clerk, stage, content, "a.pdf").status_code == 204
        assert clamd.seen == [content]
        answer = uploaded(clerk, stage, content + b"%" + EICAR + b"\n%%EOF\n", "b.pdf")
    assert (answer.status_code, answer.json["code"]) == (400, "malware-found")
    assert "Eicar-Test-Signature" in answer.json["title"]
    assert [each.title for each in documents(runtime, stage)] == ["a"]
    page = clerk.get(f"/meetings/{stage.meeting.id}/documents").text
    assert "Không nhận: b.pdf" in page
    (read,) = re.findall(r'action="(/uploads/[^"]+/dismiss)"', page)
    assert clerk.post(read).status_code == 303
    assert "b.pdf" not in clerk.get(f"/meetings/{stage.meeting.id}/documents").text


def test_without_an_answer_the_file_waits_unseen_and_is_looked_at_again(
    clerk, stage, scanner, runtime, storage, workers, clock, client_of
):
    content = hostile.pdf()
    assert uploaded(clerk, stage, content, "Báo cáo.pdf").status_code == 204
    place = f"/meetings/{stage.meeting.id}/documents"
    assert documents(runtime, stage) == []
    assert "Chờ quét vi-rút: Báo cáo.pdf" in clerk.get(place).text
    colleague = client_of(stage.staff[Role.SCHEDULER])
    assert "Báo cáo.pdf" not in colleague.get(place).text
    clock.go(days=5)
    jobs.drop_stale_uploads(runtime, storage)
    assert jobs.finish_uploads(runtime, storage, workers) == 0
    with fake_clamd(scanner):
        assert jobs.finish_uploads(runtime, storage, workers) == 1
    (document,) = documents(runtime, stage)
    assert isinstance(document, Document)
    assert storage.read(document.versions[0].sha256) == content
    assert "Chờ quét vi-rút" not in clerk.get(place).text


def test_a_scanner_that_gives_up_has_not_approved(scanner, tmp_path):
    file = tmp_path / "large"
    file.write_bytes(b"x" * 5000)
    with fake_clamd(scanner, limit=1000), pytest.raises(ScannerAway):
        ensure_clean(scanner, file)
