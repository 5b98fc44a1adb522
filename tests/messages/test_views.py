import pytest

from hub.core.unit_of_work import Role
from hub.messages.views import chat
from tests.messages.test_service import kept

HTMX = {"HX-Request": "true", "HX-Target": "messages-panel"}


def path(stage, more=""):
    return f"/meetings/{stage.meeting.id}/{more}"


@pytest.fixture
def leader(client_of, live):
    return client_of(live.communes[0].leader)


def test_a_message_is_sent_and_shown(leader, live, client_of):
    form = {"to": "all", "text": "Đã nhận <b>tài liệu</b>", "key": "key-of-page"}
    answer = leader.post(path(live, "messages"), data=form, headers=HTMX)
    assert answer.status_code == 200
    assert "Đã nhận &lt;b&gt;tài liệu&lt;/b&gt;" in answer.text
    other = client_of(live.communes[1].leader).get(path(live, "messages/panel"))
    assert "tài liệu" in other.text and 'data-unread="1"' in other.text


def test_a_message_that_is_too_long_comes_back_with_what_was_typed(leader, live):
    form = {"to": "chair", "text": "x" * 1001, "key": "key-of-page"}
    answer = leader.post(path(live, "messages"), data=form, headers=HTMX)
    assert answer.status_code == 400
    assert "x" * 1001 in answer.text
    assert "1000 ký tự" in answer.text, answer.text[:900]


def test_a_refusal_is_shown_in_the_panel_with_what_was_typed(leader, live, client_of):
    client_of(live.staff[Role.CHAIR]).post(path(live, "messages/keep-to-host"), headers=HTMX)
    form = {"to": "all", "text": "câu đang viết", "key": "key-of-page"}
    answer = leader.post(path(live, "messages"), data=form, headers=HTMX)
    assert answer.status_code == 409
    assert "Chủ trì đã khóa" in answer.text and "câu đang viết" in answer.text


def test_reading_is_noted(leader, live, client_of):
    form = {"to": "all", "text": "tin", "key": "key-of-page"}
    leader.post(path(live, "messages"), data=form, headers=HTMX)
    reader = client_of(live.communes[1].leader)
    assert reader.post(path(live, "messages/read"), data={"number": "1"}).status_code == 204
    assert 'data-unread="0"' in reader.get(path(live, "messages/panel")).text


def test_a_call_is_taken_and_solved_on_the_pages(leader, live, client_of, runtime):
    answer = leader.post(path(live, "incidents/call"), data={"kind": "no-sound"}, headers=HTMX)
    assert answer.status_code == 200 and "Yêu cầu kỹ thuật của bạn" in answer.text
    again = leader.post(path(live, "incidents/call"), data={"kind": "echo"}, headers=HTMX)
    assert again.status_code == 409
    technician = client_of(live.staff[Role.TECHNICIAN])
    assert "Không nghe thấy gì" in technician.get(path(live, "incidents")).text
    (incident,) = kept(runtime, live)
    assert technician.post(path(live, f"incidents/{incident.id}/take")).status_code == 302
    form = {"cause": "equipment", "note": "Cắm lại loa"}
    technician.post(path(live, f"incidents/{incident.id}/solve"), data=form)
    assert "Cắm lại loa" in technician.get(path(live, "incidents")).text


def test_the_log_comes_as_csv_xlsx_and_pdf(leader, live, client_of):
    leader.post(path(live, "incidents/call"), data={"kind": "no-picture", "text": "đen màn"})
    technician = client_of(live.staff[Role.TECHNICIAN])
    csv = technician.get(path(live, "incidents?format=csv"))
    assert "Mất hình: đen màn" in csv.data.decode("utf-8-sig")
    assert technician.get(path(live, "incidents?format=xlsx")).data[:2] == b"PK"
    assert technician.get(path(live, "incidents?format=pdf")).data[:5] == b"%PDF-"


def test_an_unknown_kind_of_incident_is_refused_on_the_page(leader, live):
    answer = leader.post(path(live, "incidents/call"), data={"kind": "fire"})
    assert answer.status_code == 400 and "Gọi kỹ thuật" in answer.text


def test_in_a_large_meeting_a_reader_is_found_by_name_and_stays_chosen(
    live, client_of, monkeypatch
):
    monkeypatch.setattr(chat, "LISTED", 1)
    chair = client_of(live.staff[Role.CHAIR])
    page = chair.get(path(live, "messages/panel")).text
    wanted = live.communes[2]
    assert "Tìm điểm cầu theo tên" in page and str(wanted.meeting_site.id) not in page
    message = {"to": str(wanted.meeting_site.id), "text": "a" * 1001, "key": "key-of-page"}
    again = chair.post(path(live, "messages"), data=message, headers=HTMX)
    assert again.status_code == 400
    assert f'value="{wanted.meeting_site.id}" selected' in again.text
    sent = {**message, "text": "Chào riêng"}
    assert chair.post(path(live, "messages"), data=sent, headers=HTMX).status_code == 200
    for commune in (wanted, live.communes[0]):
        reads = client_of(commune.leader).get(path(live, "messages/panel")).text
        assert ("Chào riêng" in reads) is (commune is wanted)
