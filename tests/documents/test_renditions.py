"""Renditions of Office files: made after the upload, shown beside the original, never instead."""

import io
import json

import pytest
import pyzipper

from hub.app.neighbours import office_of
from hub.archive import queries as archive
from hub.archive.papers.documents import document_files
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents import jobs, queries, service
from hub.documents.models import Document, Rendition, RenditionState
from hub.documents.queries import quotas
from hub.documents.rules.renditions import PAUSES
from hub.gateways.pdf import to_pdf
from tests.documents.builders import uploaded
from tests.gateways import office_files
from tests.gateways.stand_in_office import stand_in


@pytest.fixture
def clerk(client_of, stage):
    return client_of(stage.staff[Role.REGISTRY_CLERK])


@pytest.fixture
def make(runtime, storage, workers, settings, tmp_path):
    """Let LibreOffice (a stand-in) do what is due; return how many renditions were made."""

    def run(act="makes", pdf=b""):
        settings.office_program = stand_in(tmp_path / "office", act, pdf) if act else "no-such"
        settings.office_output_mb, settings.office_limit_s = 1, 10
        return jobs.make_renditions(runtime, storage, workers, office_of(settings))

    return run


@pytest.fixture
def report(clerk, stage, runtime):
    """A report in Word that was uploaded: its document."""
    assert uploaded(clerk, stage, office_files.docx(), "Báo cáo.docx").status_code == 204
    with runtime.read() as session:
        (found,) = queries.of_meeting(session, stage.actor(Role.AUDITOR), stage.meeting.id)
    return found


def rendition(runtime, document: Document) -> Rendition:
    with runtime.read() as session:
        found = queries.latest(queries.get(session, document.id)).rendition
    assert found is not None
    return found


def issue(runtime, stage, document):
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.issue(uow, queries.get(uow.session, document.id))


def test_an_office_file_gets_a_rendition_and_stays_as_it_is(
    report, make, clerk, runtime, heard, storage
):
    version = report.versions[0]
    page = f"/documents/{report.id}"
    assert "Đang tạo bản thể hiện PDF/A" in clerk.get(page).text
    assert clerk.get(f"{page}/versions/1/rendition").status_code == 404
    assert make() == 1
    assert make() == 0
    made = rendition(runtime, report)
    assert (made.state, made.claim, made.pages) == (RenditionState.MADE, "PDF/A-2b", 1)
    assert storage.verify(made.sha256) and made.sha256 != version.sha256
    shown = clerk.get(page).text
    assert "Bản thể hiện, không phải bản gốc" in shown and "Báo cáo.docx" in shown
    assert f'data-pages-of="{page}/versions/1/rendition"' in shown
    assert clerk.get(f"{page}/versions/1/rendition").data == storage.read(made.sha256)
    assert clerk.post(f"{page}/download").data == storage.read(version.sha256)
    assert "document:rendition:made" in heard.names()


def test_the_rendition_is_read_by_whom_the_original_is(report, make, client_of, stage, runtime):
    make()
    place = f"/documents/{report.id}/versions/1/rendition"
    leader = client_of(stage.communes[0].leader)
    assert leader.get(place).status_code == 404
    issue(runtime, stage, report)
    assert leader.get(place).status_code == 200
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.recall(uow, queries.get(uow.session, report.id), reason="Sai số liệu")
    assert leader.get(place).status_code == 410


@pytest.mark.parametrize(
    ("act", "problem", "words"),
    [
        ("fails", "rendition-failed", "LibreOffice không chuyển đổi được tệp này."),
        ("makes garbage", "rendition-not-archival", "không phải PDF/A hợp lệ"),
    ],
)
def test_a_try_that_failed_is_repeated_and_then_a_person_is_asked(
    report, make, clerk, runtime, clock, act, problem, words, heard
):
    page = f"/documents/{report.id}"
    assert make(act) == 0
    assert rendition(runtime, report).state is RenditionState.WAITING
    assert "Hệ thống sẽ thử lại lúc" in clerk.get(page).text
    assert make() == 0  # not before its time
    for pause in PAUSES:
        clock.now += pause
        make(act)
    failed = rendition(runtime, report)
    assert (failed.state, failed.problem, failed.attempts) == (RenditionState.FAILED, problem, 3)
    assert words in clerk.get(page).text and "Tạo lại bản thể hiện" in clerk.get(page).text
    assert "document:rendition:failed" in heard.names()
    assert clerk.post(f"{page}/versions/1/rendition").status_code == 303
    assert make() == 1
    assert clerk.post(f"{page}/versions/1/rendition").status_code == 404


def test_without_libreoffice_it_waits_and_is_made_once_it_is_there(report, make, clerk, runtime):
    assert make("") == 0
    assert "Máy chủ chưa cài LibreOffice" in clerk.get(f"/documents/{report.id}").text
    assert rendition(runtime, report).attempts == 0
    assert make() == 1


def test_a_try_that_killed_the_hub_counts_and_is_repeated(report, make, runtime):
    with runtime.unit_of_work(SYSTEM) as uow:
        begun = uow.session.get_one(Rendition, rendition(runtime, report).id)
        service.begin_rendition(uow, begun)
    assert make() == 1
    assert rendition(runtime, report).attempts == 2


def test_a_rendition_takes_room_and_needs_room(report, make, runtime, stage, settings, clerk):
    def used():
        with runtime.read() as session:
            return quotas.room_of(session, stage.host.id, 0).used

    before = used()
    make()
    assert used() == before + rendition(runtime, report).size
    assert uploaded(clerk, stage, office_files.xlsx(), "Biểu.xlsx").status_code == 204
    with runtime.read() as session:
        sheet = queries.of_meeting(session, stage.actor(Role.AUDITOR), stage.meeting.id)[-1]
    settings.unit_quota_mb = 1
    with runtime.unit_of_work(SYSTEM) as uow:
        queries.get(uow.session, report.id).versions[0].size = 1 << 20
    assert make() == 0
    assert rendition(runtime, sheet).problem == "quota-exceeded"


def test_the_words_of_an_office_file_are_found_in_the_library(
    report, make, runtime, stage, workers
):
    assert make("makes", workers.run(to_pdf, "<p>Xã Đồng Thịnh báo cáo</p>")) == 1
    with runtime.read() as session:
        found = archive.search(
            session, stage.actor(Role.REGISTRY_CLERK), "dong thinh", runtime.clock()
        )
    assert report.id in {each.thing_id for each in found.rows}


def test_an_offline_pack_holds_the_original_and_beside_it_the_rendition(
    report, make, client_of, stage, runtime, storage
):
    make()
    issue(runtime, stage, report)
    form = {"password": "Hop giao ban", "repeated": "Hop giao ban"}
    answer = client_of(stage.communes[0].leader).post(
        f"/meetings/{stage.meeting.id}/documents/pack", data=form
    )
    with pyzipper.AESZipFile(io.BytesIO(answer.data)) as pack:
        pack.setpassword(b"Hop giao ban")
        files = {name: pack.read(name) for name in pack.namelist()}
    name = "tai-lieu/01-bao-cao.docx"
    assert files[name] == storage.read(report.versions[0].sha256)
    beside = f"{name}.ban-the-hien.pdf"
    assert files[beside] == storage.read(rendition(runtime, report).sha256)
    assert json.loads(files["danh-muc.json"])["documents"][0]["rendition"] == beside
    assert "Bản thể hiện PDF/A để đọc" in files["index.html"].decode()


def test_the_dossier_holds_both_under_names_that_say_which_is_which(report, make, runtime):
    make()
    with runtime.read() as session:
        files = document_files(queries.get(session, report.id), 1)
    (original,), (beside,) = files.files, files.renditions
    assert original.name == "2-tai-lieu/01-bao-cao/phien-ban-01.docx"
    assert beside.name == "2-tai-lieu/01-bao-cao/phien-ban-01.docx.ban-the-hien.pdf"
    assert beside.sha256 == rendition(runtime, report).sha256


def test_a_draft_that_is_deleted_takes_its_rendition_along(report, make, runtime, stage):
    make()
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.delete_draft(uow, queries.get(uow.session, report.id))
    with runtime.read() as session:
        assert session.get(Rendition, report.versions[0].rendition.id) is None
