import csv
import io
import subprocess

from openpyxl import load_workbook

from hub.core.clock import format_date
from hub.core.unit_of_work import Role
from tests.documents.builders import issued

JSON = {"Accept": "text/html"}
#: The columns of Nghị định 30/2020/NĐ-CP, Annex IV.
OUTGOING = [
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Người ký",
    "Nơi nhận văn bản",
    "Đơn vị, người nhận bản lưu",
    "Số lượng bản",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
]
INCOMING = [
    "Ngày đến",
    "Số đến",
    "Tác giả",
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Đơn vị hoặc người nhận",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
]
HANDLING = [
    "Số đến",
    "Tên loại, số và ký hiệu, ngày tháng và cơ quan ban hành văn bản",
    "Đơn vị hoặc người nhận",
    "Thời hạn giải quyết",
    "Tiến độ giải quyết",
    "Số, ký hiệu văn bản trả lời",
    "Ghi chú",
]


def rows_of_xlsx(data):
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def table_of(data, filename, first=OUTGOING[0]):
    """Return header and lines of a table, without what stands above the header."""
    if filename.endswith("csv"):
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        rows = rows_of_xlsx(data)
    start = next(place for place, row in enumerate(rows) if row and row[0] == first)
    return rows[start], [dict(zip(rows[start], row, strict=False)) for row in rows[start + 1 :]]


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
    for kind in ("csv", "xlsx"):
        header, lines = table_of(
            keeper.get(f"/registers/outgoing?format={kind}").data, f"so.{kind}"
        )
        assert header == OUTGOING
        (line,) = [each for each in lines if each[OUTGOING[0]] == "01/TB-UBND"]
        assert line[OUTGOING[2]] == "Thông báo: Lịch trực"
        assert (line[OUTGOING[3]], int(line[OUTGOING[6]])) == ("Trần Văn Hòa", 2)
    for name, columns in (("outgoing", OUTGOING), ("incoming", INCOMING), ("handling", HANDLING)):
        data = keeper.get(f"/registers/{name}?format=xlsx").data
        assert rows_of_xlsx(data).count(columns) == 1
        pdf = keeper.get(f"/registers/{name}?format=pdf").data
        said = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
        ).stdout.decode()
        words = " ".join(said.split())
        for column in columns:
            assert column.split(",")[0].split()[0] in words, column
        assert ("01/TB-UBND" in words) is (name == "outgoing")
    wrong = keeper.get("/registers/outgoing?start=30/12/2026&end=01/01/2026")
    assert wrong.status_code == 400
