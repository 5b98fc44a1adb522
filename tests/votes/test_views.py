import json

from hub.core.unit_of_work import Role
from hub.votes.models import Choice, Secrecy
from hub.votes.queries import voters
from hub.votes.rules import sealed_content
from tests.votes.conftest import leave

HTMX = {"HX-Request": "true", "HX-Target": "votes-panel"}


def path(stage, more=""):
    return f"/meetings/{stage.meeting.id}/votes{more}"


def test_a_motion_is_written_opened_voted_on_and_counted_on_the_pages(live, client_of):
    chair, leader = client_of(live.staff[Role.CHAIR]), client_of(live.communes[0].leader)
    form = {"title": "Thông qua nghị quyết", "secrecy": "open", "threshold": "majority-of-present"}
    assert chair.post(path(live, "/new"), data=form).status_code == 302
    assert "Thông qua nghị quyết" in chair.get(path(live)).text
    assert "Thông qua nghị quyết" not in leader.get(path(live)).text, "drafts are the host's"
    motion = motion_in(chair.get(path(live)).text)
    assert chair.post(path(live, f"/{motion}/open"), headers=HTMX).status_code == 200
    panel = leader.get(path(live, "/panel")).text
    assert "Phiếu của xã Xuân Viên" in panel and "không thay đổi được" in panel
    ballot = {"choice": "1", "key": "key-of-page"}
    answer = leader.post(path(live, f"/{motion}/cast"), data=ballot, headers=HTMX)
    assert "xã Xuân Viên đã bỏ phiếu" in answer.text
    closed = chair.post(path(live, f"/{motion}/close"), headers=HTMX)
    assert "1 tán thành" in closed.text
    record = leader.get(path(live, f"/{motion}"))
    assert record.status_code == 200 and "Hà Văn Xuân Viên" in record.text


def motion_in(html):
    return (
        html.split("/votes/")[-1].split("/")[0]
        if "/open" not in html
        else (html.split("/open")[0].rsplit("/votes/", 1)[1])
    )


def test_a_motion_taken_away_in_the_panel_leaves_the_panel_and_a_way_back(live, client_of):
    secretary = client_of(live.staff[Role.SECRETARY])
    form = {"title": "Thông qua kế hoạch", "secrecy": "open", "threshold": "majority-of-present"}
    secretary.post(path(live, "/new"), data=form)
    motion = secretary.get(path(live)).text.split("/discard")[0].rsplit("/votes/", 1)[1]
    panel = secretary.post(path(live, f"/{motion}/discard"), headers=HTMX)
    assert panel.status_code == 200
    assert "votes-panel" in panel.text and "<main" not in panel.text
    assert "Thông qua kế hoạch" not in panel.text
    undo = json.loads(panel.headers["HX-Trigger"])["said"]["undo"]
    assert secretary.post(undo, json={}).status_code == 204
    assert "Thông qua kế hoạch" in secretary.get(path(live, "/panel")).text


def test_without_a_quorum_the_reason_is_asked_for_and_what_was_typed_stays(
    voting, live, client_of, runtime
):
    for place in (1, 2):
        leave(runtime, live, place)
    voting.draft()
    chair = client_of(live.staff[Role.CHAIR])
    asked = chair.post(path(live, f"/{voting.id}/open"), headers=HTMX)
    assert asked.status_code == 409 and "Lý do biểu quyết khi chưa đủ thành phần" in asked.text
    short = chair.post(path(live, f"/{voting.id}/open"), data={"reason": "ab"}, headers=HTMX)
    assert short.status_code == 400 and 'value="ab"' in short.text
    form = {"reason": "Việc khẩn cấp"}
    opened = chair.post(path(live, f"/{voting.id}/open"), data=form, headers=HTMX)
    assert opened.status_code == 200 and "Việc khẩn cấp" in opened.text


def test_a_motion_with_a_mistake_comes_back_with_what_was_typed(live, client_of):
    form = {"title": "ab", "text": "Nội dung dài", "minutes": "0"}
    answer = client_of(live.staff[Role.SECRETARY]).post(path(live, "/new"), data=form)
    assert answer.status_code == 400 and "Nội dung dài" in answer.text


def test_a_second_ballot_is_refused_in_words(voting, live, client_of):
    voting.draft().open()
    leader = client_of(live.communes[0].leader)
    for key, status in (("first-key", 200), ("first-key", 200), ("second-key", 409)):
        ballot = {"choice": "2", "key": key}
        answer = leader.post(path(live, f"/{voting.id}/cast"), data=ballot, headers=HTMX)
        assert answer.status_code == status
    assert "Phiếu đã gửi không thay đổi được" in answer.text


def test_a_secret_vote_shows_who_has_voted_and_not_how(voting, live, client_of):
    voting.draft(secrecy=Secrecy.SECRET).open()
    for commune in live.communes:
        voting.cast(commune.leader, Choice.DISAGREE)
    chair = client_of(live.staff[Role.CHAIR])
    panel = chair.get(path(live, "/panel")).text
    assert "3/3" in panel and "vote-tally" not in panel
    chair.post(path(live, f"/{voting.id}/close"))
    page = chair.get(path(live, f"/{voting.id}")).text
    assert "3 không tán thành" in page
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Không tán thành" not in rows


def test_the_record_comes_as_files_and_its_checksum_can_be_repeated(voting, live, client_of):
    voting.draft().open()
    voting.cast(live.communes[0].leader, Choice.AGREE)
    motion = voting.close()
    chair = client_of(live.staff[Role.CHAIR])
    content = json.loads(chair.get(path(live, f"/{voting.id}?format=json")).data)
    assert sealed_content(content) == motion.sha256
    assert "Tán thành" in chair.get(path(live, f"/{voting.id}?format=csv")).data.decode("utf-8-sig")
    assert chair.get(path(live, f"/{voting.id}?format=xlsx")).data[:2] == b"PK"
    assert chair.get(path(live, f"/{voting.id}?format=pdf")).data[:5] == b"%PDF-"


def test_the_roll_is_called_and_answered_in_the_room(live, client_of):
    card = f"/meetings/{live.meeting.id}/attendance/call"
    htmx = {"HX-Request": "true", "HX-Target": "roll-card"}
    secretary, leader = (
        client_of(live.staff[Role.SECRETARY]),
        client_of(live.communes[0].leader),
    )
    assert "data-roll-ask hidden" in leader.get(card).text, "the question stands ready, unseen"
    assert secretary.post(f"{card}/start", headers=htmx).status_code == 200
    assert "Chủ tọa đang điểm danh" in leader.get(card).text
    own = f"/meetings/{live.meeting.id}/attendance/own"
    answer = leader.post(own, data={"head_count": "4"}, headers=htmx)
    assert "Điểm cầu của bạn đã điểm danh" in answer.text
    assert "1/4" in secretary.get(card).text
    assert secretary.post(f"{card}/end", headers=htmx).status_code == 200
    assert client_of(live.staff[Role.TECHNICIAN]).post(f"{card}/start").status_code == 403


def test_of_many_voters_the_first_are_listed_and_the_others_found_by_name(
    voting, live, client_of, monkeypatch
):
    monkeypatch.setattr(voters, "LISTED", 1)
    voting.draft().open()
    voting.cast(live.communes[0].leader, Choice.AGREE)
    chair = client_of(live.staff[Role.CHAIR])
    panel = chair.get(path(live, "/panel")).text
    names = [commune.unit.short_name for commune in live.communes]
    assert names[1] in panel and names[2] not in panel, "who has not voted comes first"
    assert "Còn 2 nơi có phiếu không liệt kê" in panel and "1/3" in panel
    asked = path(live, f"/{voting.id}/voters?q={names[2]}")
    assert chair.get(asked).text.count("<option") == 1
    assert "Không còn nơi nào" in chair.get(path(live, f"/{voting.id}/voters?q={names[0]}")).text
    assert client_of(live.communes[0].leader).get(asked).status_code == 403
    voting.close()
    assert "1 tán thành" in chair.get(path(live, "/panel")).text
