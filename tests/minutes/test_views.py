"""The pages of the minutes, in a browser without a screen; signing with real keys."""

import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from hub.core.ids import MinutesId, SigningKeyId
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.gateways.signing import testpki, tsa
from hub.gateways.signing.folders import TSA_CERTIFICATE, TSA_KEY, TSA_PATH
from hub.gateways.signing.testpki import Holder, TestPki
from hub.gateways.storage import Storage
from hub.minutes import queries
from hub.minutes.models import MinutesState
from hub.outbox.models import OutgoingMessage
from tests.builders import Stage
from tests.conftest import SetClock
from tests.documents.signing_stage import let_certificates_end
from tests.minutes.conftest import changed, register

GiveKey = Callable[[Person], tuple[SigningKeyId, str]]


def _url(stage: Stage, rest: str = "") -> str:
    return f"/meetings/{stage.meeting.id}/minutes{rest}"


def _save(client: FlaskClient, stage: Stage, html: str, revision: object) -> object:
    return client.put(
        _url(stage, "/text"), json={"html": html}, headers={"If-Match": f'"{revision}"'}
    )


def test_the_draft_says_what_the_hub_knows_and_opens_in_the_editor(
    secretary: FlaskClient, held: Stage
) -> None:
    answer = secretary.post(_url(held), follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for words in (
        "08 giờ 02 phút, ngày 23 tháng 11 năm 2026",
        "3/4 điểm cầu, 9 đại biểu",
        "Điểm cầu xã Mỹ Lung",
        "Bận họp ở tỉnh",
        "Kết luận của chủ tọa",
        "10 giờ 05 phút, ngày 23 tháng 11 năm 2026./.",
    ):
        assert words in page
    again = secretary.post(_url(held), follow_redirects=True)
    assert "đã được dự thảo" in again.get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/edit", "/revisions", "/revisions/1"])
def test_pages_of_the_minutes_open(
    secretary: FlaskClient, held: Stage, minutes: MinutesId, path: str
) -> None:
    assert secretary.get(_url(held, path)).status_code == 200


def test_the_list_says_whose_turn_it_is(
    secretary: FlaskClient, chair: FlaskClient, held: Stage, minutes: MinutesId
) -> None:
    assert "Viết tiếp" in secretary.get("/minutes?show=waiting").get_data(as_text=True)
    assert "Viết tiếp" not in chair.get("/minutes?show=waiting").get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/edit", "/revisions", "/revisions/1", "/pdf", "/sign"])
def test_another_units_minutes_are_not_found(
    client_of: Callable[[Person], FlaskClient], held: Stage, minutes: MinutesId, path: str
) -> None:
    stranger = client_of(held.other_staff[Role.SECRETARY])
    assert stranger.get(_url(held, path)).status_code == 404


def test_an_invited_commune_does_not_read_a_draft(
    client_of: Callable[[Person], FlaskClient], held: Stage, minutes: MinutesId
) -> None:
    leader = client_of(held.communes[0].leader)
    page = leader.get(_url(held)).get_data(as_text=True)
    assert "Dự thảo." not in page
    assert leader.get(_url(held, "/revisions/1")).status_code == 404


def test_active_html_is_stored_harmless(
    secretary: FlaskClient, held: Stage, minutes: MinutesId, runtime: Runtime
) -> None:
    html = (
        '<p onclick="x()" style="position:fixed">Ý kiến<script>alert(1)</script></p>'
        '<img src=x onerror="alert(2)"><iframe src="//evil"></iframe>'
    )
    assert _save(secretary, held, html, 1).status_code == 200
    assert changed(runtime, minutes).html == "<p>Ý kiến</p>"
    page = secretary.get(_url(held)).get_data(as_text=True)
    assert "alert(" not in page
    assert "position:fixed" not in page


def test_a_stale_save_answers_409_with_both_texts(
    secretary: FlaskClient, held: Stage, minutes: MinutesId
) -> None:
    assert _save(secretary, held, "<p>bản một</p>", 1).get_json()["revision"] == 2
    stale = _save(secretary, held, "<p>bản hai</p>", 1)
    assert stale.status_code == 409
    body = stale.get_json()
    assert (body["code"], body["revision"], body["html"]) == (
        "stale-minutes", 2, "<p>bản một</p>",
    )  # fmt: skip
    shown = secretary.post(_url(held, "/difference"), json={"html": "<p>bản hai</p>"})
    assert "<ins>hai</ins>" in shown.get_data(as_text=True)


@pytest.mark.parametrize(
    ("html", "revision", "status"),
    [
        ("<p>x</p>", "", 400),
        ("<p>x</p>", "abc", 400),
        ("x" * 600_000, 1, 400),
        (7, 1, 400),
        (None, 1, 400),
    ],
)
def test_bad_saves_are_refused_with_a_sentence(
    secretary: FlaskClient, held: Stage, minutes: MinutesId, html: object, revision: object,
    status: int,
) -> None:  # fmt: skip
    answer = secretary.put(
        _url(held, "/text"), json={"html": html}, headers={"If-Match": f'"{revision}"'}
    )
    assert answer.status_code == status
    assert answer.get_json()["fields"]


def test_text_that_is_not_utf8_is_refused(
    secretary: FlaskClient, held: Stage, minutes: MinutesId
) -> None:
    answer = secretary.put(
        _url(held, "/text"),
        data=b'{"html": "\xff\xfe"}',
        headers={"If-Match": '"1"', "Content-Type": "application/json"},
    )
    assert answer.status_code == 400


def test_an_earlier_revision_comes_back(
    secretary: FlaskClient, held: Stage, minutes: MinutesId, runtime: Runtime
) -> None:
    _save(secretary, held, "<p>sửa</p>", 1)
    page = secretary.get(_url(held, "/revisions/2")).get_data(as_text=True)
    assert "<del>" in page
    done = secretary.post(_url(held, "/revisions/1/restore"), data={"revision": "2"})
    assert done.status_code == 302
    assert changed(runtime, minutes).html == "<p>Dự thảo.</p>"


def test_the_chair_returns_with_a_reason_and_the_secretary_hears_of_it(
    secretary: FlaskClient,
    chair: FlaskClient,
    held: Stage,
    minutes: MinutesId,
    sent: Callable[[], list[OutgoingMessage]],
) -> None:
    secretary.post(_url(held, "/submit"), data={"revision": "1"})
    chair.post(_url(held, "/return"), data={"reason": ""})
    assert "Trả lại" in chair.get(_url(held)).get_data(as_text=True)
    chair.post(_url(held, "/return"), data={"reason": "Thiếu phần thảo luận"})
    assert "Thiếu phần thảo luận" in secretary.get(_url(held, "/edit")).get_data(as_text=True)
    told = [each for each in sent() if "Thiếu phần thảo luận" in each.subject]
    assert [each.to_person_id for each in told] == [held.staff[Role.SECRETARY].id]


def test_minutes_signed_once_are_returned_and_the_signed_copy_stays_in_the_history(
    secretary: FlaskClient,
    chair: FlaskClient,
    held: Stage,
    minutes: MinutesId,
    give_key: GiveKey,
    runtime: Runtime,
    client_of: Callable[[Person], FlaskClient],
    sent: Callable[[], list[OutgoingMessage]],
) -> None:
    key = give_key(held.staff[Role.SECRETARY])
    secretary.post(_url(held, "/submit"), data={"revision": "1"})
    _sign(secretary, held, *key, changed(runtime, minutes).pdf_sha256)
    signed = changed(runtime, minutes)
    assert signed.state is MinutesState.SECRETARY_SIGNED
    assert "send-back" in chair.get(_url(held)).text
    assert "send-back" not in secretary.get(_url(held)).text
    assert secretary.post(_url(held, "/return"), data={"reason": "Sai rồi"}).status_code == 403

    assert chair.post(_url(held, "/return"), data={"reason": "Sai số liệu"}).status_code == 302
    history = secretary.get(_url(held, "/revisions")).text
    assert "Bản đã hủy" in history and "Sai số liệu" in history
    told = {each.to_person_id for each in sent() if "trả lại biên bản" in each.subject.lower()}
    assert told == {held.staff[Role.SECRETARY].id, held.staff[Role.CHAIR].id}
    found = re.search(r"/meetings/[^\"]*/minutes/voided/[^\"]*/pdf", history)
    assert found is not None
    pdf = chair.get(found[0])
    assert pdf.status_code == 200 and pdf.data.startswith(b"%PDF")
    commune = client_of(held.communes[0].leader)
    assert commune.get(found[0]).status_code == 404
    elsewhere = client_of(held.other_staff[Role.CHAIR])
    assert elsewhere.get(found[0]).status_code == 404


def test_a_certificate_that_has_ended_signs_no_minutes_and_the_page_says_whom_to_ask(
    secretary: FlaskClient, held: Stage, minutes: MinutesId, give_key: GiveKey, runtime: Runtime
) -> None:
    give_key(held.staff[Role.SECRETARY])
    secretary.post(f"/meetings/{held.meeting.id}/minutes/submit", data={"revision": "1"})
    path = f"/meetings/{held.meeting.id}/minutes/sign"
    assert 'name="key_id"' in secretary.get(path).text
    let_certificates_end(runtime)
    page = secretary.get(path).text
    assert "đã hết hạn ngày" in page and "Hãy đề nghị quản trị đơn vị" in page
    assert 'name="key_id"' not in page and "/elsewhere" not in page


def test_secretary_chair_and_office_sign_the_same_pdf_in_this_order_and_pdfsig_finds_all_valid(
    secretary: FlaskClient,
    chair: FlaskClient,
    held: Stage,
    minutes: MinutesId,
    give_key: GiveKey,
    runtime: Runtime,
    storage: Storage,
    tmp_path: Path,
    client_of: Callable[[Person], FlaskClient],
    settings: Settings,
    pki: TestPki,
    sent: Callable[[], list[OutgoingMessage]],
) -> None:
    keys = {role: give_key(held.staff[role]) for role in (Role.SECRETARY, Role.CHAIR)}
    office = register(
        runtime, settings, pki.issue(Holder(held.host.name, held.host.name)), unit_id=held.host.id
    )
    clerk = client_of(held.staff[Role.REGISTRY_CLERK])
    text = "<h3>1. Báo cáo</h3><p>Hội nghị nghe báo cáo của Phòng Văn hóa – Thông tin.</p>"
    _save(secretary, held, text, 1)
    secretary.post(_url(held, "/submit"), data={"revision": "2"})
    made = changed(runtime, minutes)
    assert (made.state, made.number) == (MinutesState.SUBMITTED, "01/BB-UBND")

    assert chair.get(_url(held, "/sign")).status_code == 409
    assert clerk.get(_url(held, "/sign")).status_code == 409
    assert _sign(clerk, held, *office, made.pdf_sha256).status_code == 409
    wrong = _sign(secretary, held, keys[Role.SECRETARY][0], "00000", made.pdf_sha256)
    assert wrong.status_code == 400
    assert "PIN" in wrong.get_data(as_text=True)
    other = _sign(secretary, held, *keys[Role.CHAIR], made.pdf_sha256)
    assert other.status_code == 400

    assert _sign(secretary, held, *keys[Role.SECRETARY], made.pdf_sha256).status_code == 302
    first = changed(runtime, minutes)
    assert first.state is MinutesState.SECRETARY_SIGNED
    assert storage.read(first.pdf_sha256).startswith(storage.read(made.pdf_sha256))
    assert _sign(chair, held, *keys[Role.CHAIR], made.pdf_sha256).status_code == 409
    assert _sign(chair, held, *keys[Role.CHAIR], first.pdf_sha256).status_code == 302
    both = changed(runtime, minutes)
    assert both.state is MinutesState.SIGNED
    assert storage.read(both.pdf_sha256).startswith(storage.read(first.pdf_sha256))
    assert "/minutes/pdf" in chair.get(_url(held)).get_data(as_text=True)
    assert _sign(chair, held, *keys[Role.CHAIR], both.pdf_sha256).status_code == 409

    asked = {each.to_person_id for each in sent() if "có thể ký số cơ quan" in each.subject}
    assert asked == {held.staff[Role.REGISTRY_CLERK].id}
    assert "Ký số cơ quan vào biên bản" in clerk.get(_url(held)).text
    assert "Ký số cơ quan vào biên bản" in clerk.get("/").text
    own = _sign(clerk, held, *keys[Role.CHAIR], both.pdf_sha256)
    assert own.status_code == 400  # a person's key is not the office's
    assert _sign(clerk, held, *office, both.pdf_sha256).status_code == 302
    sealed = changed(runtime, minutes)
    assert sealed.state is MinutesState.SEALED
    assert sealed.completed_at == both.completed_at
    assert storage.read(sealed.pdf_sha256).startswith(storage.read(both.pdf_sha256))
    assert _sign(clerk, held, *office, sealed.pdf_sha256).status_code == 409
    assert chair.post(_url(held, "/return"), data={"reason": "Muộn rồi"}).status_code == 409
    leader = client_of(held.communes[0].leader)
    assert "Đủ chữ ký và chữ ký số cơ quan" in leader.get(_url(held)).text

    file = tmp_path / "bien-ban.pdf"
    file.write_bytes(secretary.get(_url(held, "/pdf")).get_data())
    said = subprocess.run(
        ["pdfsig", "-nocert", file], check=False, capture_output=True, text=True
    ).stdout
    assert said.count("Signature is Valid") == 3
    assert "Total document signed" in said
    words = subprocess.run(
        ["pdftotext", "-layout", file, "-"], check=False, capture_output=True, text=True
    )
    for part in ("01/BB-UBND", "BIÊN BẢN", "THƯ KÝ", "CHỦ TỌA", "Phạm Minh Châu", "Trần Văn Hòa"):
        assert part in words.stdout
    assert "Yên Lập, ngày" not in words.stdout  # form 1.9 has no line of place and date


@pytest.fixture
def timestamps(pki: TestPki, settings: Settings, clock: SetClock) -> Iterator[None]:
    """A timestamp server of the test authority, which the hub asks."""
    testpki.write_tsa(pki.issue_tsa(), settings.keys)
    key, certificate = settings.keys / TSA_KEY, settings.keys / TSA_CERTIFICATE
    own = tsa.load_tsa(key.read_bytes(), certificate.read_bytes())
    server = make_server("127.0.0.1", 0, tsa.application(own, clock))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.tsa_url = f"http://127.0.0.1:{server.port}{TSA_PATH}"
    yield
    server.shutdown()
    thread.join()


def test_minutes_are_signed_for_the_archive_and_never_at_less_than_was_chosen(
    secretary: FlaskClient,
    chair: FlaskClient,
    held: Stage,
    minutes: MinutesId,
    give_key: GiveKey,
    runtime: Runtime,
    settings: Settings,
    timestamps: None,
) -> None:
    keys = {role: give_key(held.staff[role]) for role in (Role.SECRETARY, Role.CHAIR)}
    secretary.post(_url(held, "/submit"), data={"revision": "1"})
    page = secretary.get(_url(held, "/sign")).text
    for level in ("B-B", "B-T", "B-LT", "B-LTA"):
        assert page.count(f'<option value="{level}"') == 2  # here, and on the own machine

    submitted = changed(runtime, minutes)
    server, settings.tsa_url = settings.tsa_url, ""
    (settings.keys / TSA_KEY).rename(settings.keys / "away")
    key_id, pin = keys[Role.SECRETARY]
    asked = {"key_id": str(key_id), "pin": pin, "level": "B-LTA"}
    refused = secretary.post(_url(held, "/sign"), data=asked | {"pdf": submitted.pdf_sha256})
    assert refused.status_code == 400 and "Chưa có gì được ký" in refused.text
    assert changed(runtime, minutes).state is MinutesState.SUBMITTED

    settings.tsa_url = server
    wrong = secretary.post(
        _url(held, "/sign"), data=asked | {"pin": "00000", "pdf": submitted.pdf_sha256}
    )
    assert '<option value="B-LTA" selected' in wrong.text
    for client, role in ((secretary, Role.SECRETARY), (chair, Role.CHAIR)):
        key_id, pin = keys[role]
        pdf = changed(runtime, minutes).pdf_sha256
        asked = {"key_id": str(key_id), "pin": pin, "level": "B-LTA", "pdf": pdf}
        assert client.post(_url(held, "/sign"), data=asked).status_code == 302
    with runtime.read() as session:
        made = queries.signatures_of(session, changed(runtime, minutes))
    assert [each.level for each in made] == ["B-LTA", "B-LTA"]


def _sign(client: FlaskClient, stage: Stage, key_id: object, pin: str, pdf: str) -> object:
    return client.post(_url(stage, "/sign"), data={"key_id": str(key_id), "pin": pin, "pdf": pdf})
