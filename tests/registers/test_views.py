from hub.core.clock import format_date
from hub.core.unit_of_work import Role
from tests.documents.builders import issued

JSON = {"Accept": "text/html"}


def test_a_commune_clerk_registers_from_the_reader_and_hands_the_document_on(
    runtime, stage, client_of
):
    document = issued(runtime, stage)
    clerk = client_of(stage.communes[0].clerk)
    button = clerk.get(f"/registers/documents/{document.id}").text
    assert "Vào sổ văn bản đến" in button
    assert "chờ vào sổ" in clerk.get("/registers/incoming").text
    assert clerk.post(f"/registers/documents/{document.id}").status_code == 303
    assert "Số đến 1" in clerk.get(f"/registers/documents/{document.id}").text
    page = clerk.get("/registers/incoming").text
    assert "chờ vào sổ" not in page and "UBND huyện Yên Lập" in page
    line = page.split("/registers/incoming/")[2].split('"')[0]
    bad = clerk.post(
        f"/registers/incoming/{line}",
        data={"version": "1", "deadline": "hôm qua", "progress": "Đang soạn"},
    )
    assert bad.status_code == 400 and "Đang soạn" in bad.text and "hôm qua" in bad.text
    stale = clerk.post(f"/registers/incoming/{line}", data={"version": "9", "progress": "Cũ"})
    assert stale.status_code == 409 and "Người khác vừa sửa" in stale.text
    leader = client_of(stage.communes[0].leader)
    assert "Báo cáo kết quả" in leader.get("/registers/handling").text
    assert leader.post(f"/registers/documents/{document.id}").status_code == 403
    other = client_of(stage.communes[1].clerk)
    assert other.get(f"/registers/incoming/{line}").status_code == 404
    unit = stage.communes[0].unit.id
    assert other.get(f"/registers/incoming?unit={unit}").status_code == 404
    auditor = client_of(stage.staff[Role.AUDITOR])
    assert "Báo cáo kết quả" in auditor.get(f"/registers/incoming?unit={unit}").text


def test_a_duplicate_is_shown_before_it_is_stored_and_nothing_typed_is_lost(
    stage, client_of, clock
):
    clerk = client_of(stage.communes[0].clerk)
    form = {
        "author": "UBND tỉnh Phú Thọ",
        "code": "12/UBND-VX",
        "subject": "Về việc rà soát",
        "arrived_on": format_date(clock.now),
    }
    assert clerk.post("/registers/incoming/new", data=form).status_code == 303
    again = clerk.post("/registers/incoming/new", data=form)
    assert again.status_code == 409
    assert "Số đến 1" in again.text and "Về việc rà soát" in again.text
    assert clerk.post("/registers/incoming/new", data=form | {"confirmed": "on"}).status_code == 303
    wrong = clerk.post("/registers/incoming/new", data=form | {"author": ""})
    assert wrong.status_code == 400 and "12/UBND-VX" in wrong.text


def test_registers_are_taken_along_in_the_columns_of_the_decree(stage, client_of):
    keeper = client_of(stage.staff[Role.REGISTRY_CLERK])
    paper = {"type": "TB", "subject": "Lịch trực", "signer": "Trần Văn Hòa", "copies": "2"}
    assert keeper.post("/registers/outgoing/new", data=paper).status_code == 303
    assert "01/TB-UBND" in keeper.get("/registers/outgoing").text
    csv = keeper.get("/registers/outgoing?format=csv").text
    assert csv.splitlines()[0].lstrip("\ufeff").count(",") == 9 or "Ký nhận" in csv
    assert "Đơn vị, người nhận bản lưu" in csv and "01/TB-UBND" in csv
    assert keeper.get("/registers/outgoing?format=xlsx").data[:2] == b"PK"
    for name in ("outgoing", "incoming", "handling"):
        pdf = keeper.get(f"/registers/{name}?format=pdf")
        assert pdf.status_code == 200 and pdf.data[:5] == b"%PDF-", name
    wrong = keeper.get("/registers/outgoing?start=30/12/2026&end=01/01/2026")
    assert wrong.status_code == 400
