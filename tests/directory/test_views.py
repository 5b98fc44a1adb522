import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

from hub.core.ids import new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory import queries
from hub.directory.models import Person
from hub.gateways.spreadsheets import Column, Sheet, to_xlsx
from tests.builders import MONDAY, Stage

ClientOf = Callable[[Person], FlaskClient]

A_UNIT = {
    "name": "Ủy ban nhân dân xã Mới",
    "short_name": "Mới",
    "level_name": "xã",
    "level": "commune",
    "since": "01/09/2026",
}


@pytest.fixture
def admin(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.UNIT_ADMIN])


@pytest.fixture
def system_admin(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.SYSTEM_ADMIN])


def test_a_unit_admin_sees_the_own_tree_only(admin: FlaskClient, stage: Stage) -> None:
    page = admin.get("/admin/units").text
    assert "UBND xã Xuân Viên" in page
    assert "UBND xã Tất Thắng" not in page
    assert stage.other_staff[Role.CHAIR].name in page or "Thanh Sơn" not in page


@pytest.mark.parametrize(
    "path",
    ["units/{unit}", "units/{unit}/correct", "units/{unit}/rename", "units/{unit}/close",
     "sites/{site}", "people/{person}", "people/{person}/correct", "people/{person}/posts/new",
     "posts/{post}"],
)  # fmt: skip
def test_what_is_another_units_looks_like_what_does_not_exist(
    admin: FlaskClient, stage: Stage, path: str
) -> None:
    strange = stage.other_commune
    there = path.format(
        unit=strange.unit.id,
        site=strange.site.id,
        person=strange.leader.id,
        post=stage.posts[strange.leader.id].id,
    )
    nowhere = path.format(unit=new_id(), site=new_id(), person=new_id(), post=new_id())
    assert admin.get(f"/admin/{there}").status_code == 404
    assert admin.get(f"/admin/{nowhere}").status_code == 404


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("units/{unit}/correct", {"level": "commune", "version": "1"}),
        ("units/{unit}/close", {"since": "01/12/2026", "legal_ground": "NQ 1"}),
        ("sites/{site}/retire", {}),
        ("sites/{site}/move", {"place": "1"}),
        ("people/{person}/disable", {}),
        ("people/{person}/account", {"username": "ai.do"}),
        ("people/{person}/account/password", {}),
        ("people/{person}/account/sessions/end", {}),
        ("posts/{post}/end", {}),
    ],
)
def test_a_unit_admin_changes_nothing_of_another_unit(
    admin: FlaskClient, stage: Stage, path: str, form: dict[str, str]
) -> None:
    strange = stage.other_commune
    there = path.format(
        unit=strange.unit.id,
        site=strange.site.id,
        person=strange.leader.id,
        post=stage.posts[strange.leader.id].id,
    )
    assert admin.post(f"/admin/{there}", data=form).status_code == 404


def test_an_auditor_reads_everything_and_changes_nothing(client_of: ClientOf, stage: Stage) -> None:
    auditor = client_of(stage.staff[Role.AUDITOR])
    assert "UBND xã Tất Thắng" in auditor.get("/admin/units").text
    assert auditor.get(f"/admin/people/{stage.other_commune.leader.id}").status_code == 200
    assert auditor.get("/admin/units/new").status_code == 403
    assert auditor.post("/admin/units", data=A_UNIT).status_code == 403
    leader = stage.communes[0].leader.id
    assert auditor.post(f"/admin/people/{leader}/disable").status_code == 403


def test_a_unit_is_entered_below_the_own_one(
    admin: FlaskClient, runtime: Runtime, stage: Stage
) -> None:
    answer = admin.post("/admin/units", data={**A_UNIT, "parent_id": str(stage.host.id)})
    assert answer.status_code == 302
    page = admin.get(answer.location).text
    assert "Ủy ban nhân dân xã Mới" in page
    assert "UBND HUYỆN YÊN LẬP" in page


def test_every_mistake_is_shown_and_what_was_typed_is_kept(admin: FlaskClient) -> None:
    bad = {**A_UNIT, "name": "", "since": "31/02/2026", "gso": "không phải mã", "email": "@"}
    answer = admin.post("/admin/units", data=bad)
    assert answer.status_code == 400
    for sentence in ("23/11/2026", "ten@donvi.gov.vn", "Mã này chưa đúng định dạng."):
        assert sentence in answer.text
    assert "không phải mã" in answer.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "x" * 300),
        ("name", "tên\x07lạ"),
        ("level", "galaxy"),
        ("parent_id", "khong-phai-id"),
        ("phone", "gọi tôi"),
        ("unknown", "x"),
        ("qcvn102", "X" * 20),
    ],
)
def test_a_unit_with_nonsense_is_refused(admin: FlaskClient, field: str, typed: str) -> None:
    assert admin.post("/admin/units", data={**A_UNIT, field: typed}).status_code == 400


def test_decomposed_vietnamese_is_stored_composed(
    system_admin: FlaskClient, runtime: Runtime
) -> None:
    decomposed = "Xa\u0303 Yê\u0301n"
    answer = system_admin.post("/admin/units", data={**A_UNIT, "name": decomposed})
    assert "Xã Yến" in system_admin.get(answer.location).text


def test_a_stale_correction_keeps_what_was_typed(admin: FlaskClient, stage: Stage) -> None:
    path = f"/admin/people/{stage.communes[0].clerk.id}/correct"
    version = re.search(r'name="version" value="(\d+)"', admin.get(path).text)
    assert version
    first = {"name": "Tên Thứ Nhất", "version": version[1]}
    assert admin.post(path, data=first).status_code == 302
    stale = admin.post(path, data={"name": "Tên Thứ Hai", "version": version[1]})
    assert stale.status_code == 409
    assert "Tên Thứ Hai" in stale.text


def test_a_disabled_person_is_out_at_once_and_on_the_open_line_too(
    admin: FlaskClient,
    client_of: ClientOf,
    line_of: Callable[[FlaskClient], SocketIOTestClient],
    stage: Stage,
) -> None:
    clerk = stage.communes[0].clerk
    theirs = client_of(clerk)
    line = line_of(theirs)
    room = {"room": f"meeting:{stage.meeting.id}"}
    assert line.emit("watch", room, callback=True)["ok"] is True
    assert admin.post(f"/admin/people/{clerk.id}/disable").status_code == 302
    reply = line.emit("watch", room, callback=True)
    assert reply["error"]["code"] == "not-signed-in"
    assert theirs.get("/account").status_code == 302


def test_ending_a_post_takes_effect_at_once(
    admin: FlaskClient, client_of: ClientOf, stage: Stage
) -> None:
    clerk = stage.communes[0].clerk
    theirs = client_of(clerk)
    assert theirs.get("/account").status_code == 200
    assert admin.post(f"/admin/posts/{stage.posts[clerk.id].id}/end").status_code == 302
    assert theirs.get("/account").status_code == 302


def test_a_site_moves_to_another_place(admin: FlaskClient, runtime: Runtime, stage: Stage) -> None:
    site = stage.communes[2].site
    assert admin.post(f"/admin/sites/{site.id}/move", data={"place": "1"}).status_code == 302
    with runtime.read() as session:
        order = [each.id for each in queries.sites_of(session)]
    assert order[0] == site.id
    for nonsense in ("0", "-1", "abc", "99999", ""):
        moved = admin.post(f"/admin/sites/{site.id}/move", data={"place": nonsense})
        assert moved.status_code == 400


HEADER = "Họ và tên;Đơn vị;Chức vụ;Vai trò;Người đứng đầu đơn vị;Thư điện tử;Ghi chú\n"


def sent(text: str | bytes, name: str = "nguoi.csv") -> dict[str, object]:
    content = text.encode() if isinstance(text, str) else text
    return {"file": (BytesIO(content), name)}


def packed(page: str) -> dict[str, str]:
    found = re.search(r'name="table" value="([^"]+)"', page)
    assert found
    return {"table": unescape(found[1])}


def count_people(runtime: Runtime) -> int:
    with runtime.read() as session:
        asked = queries.PeopleAsked()
        return queries.people_page(session, asked, None, offset=0, limit=1)[1]


def test_a_table_of_people_is_shown_first_and_stored_when_confirmed(
    admin: FlaskClient, runtime: Runtime, stage: Stage
) -> None:
    before = count_people(runtime)
    table = (
        HEADER
        + "Đinh Thị Một;UBND xã Xuân Viên;Văn thư;site-clerk;;mot@example.vn;bỏ qua\n"
        + "Hà Văn Hai;xã đồng lạc;Phó Chủ tịch;Lãnh đạo đơn vị được mời, site-clerk;x;;\n"
    )
    shown = admin.post("/admin/import/people", data=sent(table))
    assert shown.status_code == 200
    assert "Ghi chú" in shown.text
    assert count_people(runtime) == before
    stored = admin.post("/admin/import/people/store", data=packed(shown.text))
    assert stored.status_code == 302
    assert count_people(runtime) == before + 2
    with runtime.read() as session:
        head = queries.head_of(session, stage.communes[1].unit.id)
    assert head is not None
    assert head.name == "Hà Văn Hai"


def test_one_wrong_row_keeps_the_whole_table_out(admin: FlaskClient, runtime: Runtime) -> None:
    before = count_people(runtime)
    table = (
        HEADER
        + "Đinh Thị Đúng;UBND xã Xuân Viên;Văn thư;;;;\n"
        + ";UBND xã Xuân Viên;Văn thư;;;;\n"
        + "Hà Văn Lạ;UBND xã Tất Thắng;Văn thư;;;;\n"
        + "Hà Văn Quyền;UBND xã Xuân Viên;Văn thư;auditor;;;\n"
        + "Hà Văn Vai;UBND xã Xuân Viên;Văn thư;vua;;không-phải-thư;\n"
        + "Đinh Thị Đúng;UBND xã Xuân Viên;Văn thư;;;;\n"
    )
    shown = admin.post("/admin/import/people", data=sent(table))
    for sentence in (
        "Mục này bắt buộc nhập.",
        "bạn không quản lý đơn vị đó",
        "Chỉ quản trị hệ thống mới được cấp vai trò này.",
        "Có vai trò không đúng tên",
        "ten@donvi.gov.vn",
        "xuất hiện hai lần",
    ):
        assert sentence in shown.text, sentence
    assert 'name="table"' not in shown.text
    assert count_people(runtime) == before


def test_rows_are_checked_again_when_they_are_stored(admin: FlaskClient, runtime: Runtime) -> None:
    table = HEADER + "Đinh Thị Một;UBND xã Xuân Viên;Văn thư;;;;\n"
    shown = admin.post("/admin/import/people", data=sent(table))
    again = packed(shown.text)
    assert admin.post("/admin/import/people/store", data=again).status_code == 302
    twice = admin.post("/admin/import/people/store", data=again)
    assert twice.status_code == 400
    assert "đã có trong hệ thống" in twice.text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "trong.csv"),
        (b"\xff\xfe\x00", "nhi-phan.csv"),
        (b"PK\x03\x04 khong phai bang", "gia.xlsx"),
        ("Cột lạ;Cột khác\n1;2\n".encode(), "thieu-cot.csv"),
        ("Họ và tên;Đơn vị;Chức vụ\n".encode("utf-16"), "utf16.csv"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    admin: FlaskClient, content: bytes, name: str
) -> None:
    answer = admin.post("/admin/import/people", data=sent(content, name))
    assert answer.status_code == 400
    assert "form" in answer.text


def test_junk_instead_of_the_shown_rows_is_refused(admin: FlaskClient) -> None:
    for junk in ("xx", "eJwDAAAAAAE=", "W10=", ""):
        answer = admin.post("/admin/import/people/store", data={"table": junk})
        assert answer.status_code == 400
    assert admin.get("/admin/import/planets").status_code == 404


def test_units_may_stand_below_units_of_the_same_excel_table(
    system_admin: FlaskClient, runtime: Runtime, clock: Callable[[], object]
) -> None:
    columns = [Column(each) for each in ("Tên đơn vị", "Tên ngắn", "Cấp", "Loại đơn vị",
                                         "Đơn vị cấp trên", "Hiệu lực từ ngày",
                                         "Mã định danh QCVN 102:2016")]  # fmt: skip
    rows = [
        ["UBND huyện Tân Sơn", "Tân Sơn", "Cấp huyện", "huyện", "", "01/01/2021", "000.00.35.X44"],
        ["UBND xã Kiệt Sơn", "Kiệt Sơn", "commune", "xã", "000.00.35.X44", "01/01/2021", ""],
    ]
    book = to_xlsx([Sheet("Đơn vị", columns, rows)], made_at=MONDAY)
    shown = system_admin.post("/admin/import/units", data=sent(book, "don-vi.xlsx"))
    assert shown.status_code == 200
    assert system_admin.post("/admin/import/units/store", data=packed(shown.text)).location
    with runtime.read() as session:
        named = {each.short_name: each for each in queries.all_units(session)}
    assert named["Kiệt Sơn"].parent_id == named["Tân Sơn"].id


def test_a_list_taken_away_can_be_brought_back_and_holds_no_formulas(
    admin: FlaskClient, runtime: Runtime, stage: Stage
) -> None:
    form = {
        "name": "=HYPERLINK(1)",
        "unit_id": str(stage.communes[0].unit.id),
        "title": "Văn thư",
        "email": "",
    }
    assert admin.post("/admin/people", data=form).status_code == 302
    text = admin.get("/admin/export/people.csv").data.decode("utf-8-sig")
    assert "\n=" not in text
    assert "Tất Thắng" not in text
    assert text.startswith("Họ và tên,Đơn vị,Chức vụ")
    book = admin.get("/admin/export/units.xlsx")
    assert book.data.startswith(b"PK")
    assert admin.get("/admin/export/units.exe").status_code == 404
    shown = admin.post("/admin/import/people", data=sent(text))
    assert "đã có trong hệ thống" in shown.text
