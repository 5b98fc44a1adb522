import csv
import io
import struct
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from hub.core.clock import VIETNAM
from hub.core.errors import HubError
from hub.gateways.inspection.errors import FileDamaged, PackageUnsafe
from hub.gateways.spreadsheets import (
    Column,
    Kind,
    Sheet,
    TableNotUtf8,
    TableTooLarge,
    TableUnreadable,
    read_table,
    to_csv,
    to_xlsx,
)

NOON = datetime(2026, 9, 1, 5, 0, tzinfo=UTC)

SHEET = Sheet(
    title="Điểm danh",
    heading=("Báo cáo điểm danh", "Hội nghị triển khai chính quyền điện tử"),
    columns=(
        Column("Điểm cầu"),
        Column("Có mặt lúc", Kind.MOMENT),
        Column("Ngày", Kind.DATE),
        Column("Số người", Kind.NUMBER),
        Column("Tỷ lệ", Kind.PERCENT),
    ),
    rows=(
        ("Xã Xuân Viên", NOON, date(2026, 9, 1), 12, 98.5),
        ("=HYPERLINK('http://evil.example')", None, None, -3, None),
        ('Thị trấn, "Yên Lập"', NOON, NOON, 0, 100.0),
    ),
)


def test_csv_is_utf8_with_a_mark_that_excel_understands():
    content = to_csv(SHEET)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Điểm cầu", "Có mặt lúc", "Ngày", "Số người", "Tỷ lệ"]
    assert rows[1] == ["Xã Xuân Viên", "12:00 01/09/2026", "01/09/2026", "12", "98.5"]
    assert rows[3] == ['Thị trấn, "Yên Lập"', "12:00 01/09/2026", "01/09/2026", "0", "100"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_csv_file_is_a_formula(start):
    columns = (Column(f"{start}cmd"),)
    content = to_csv(Sheet("x", columns, ((f"{start}cmd|' /C calc'!A0",),))).decode("utf-8-sig")
    for (cell,) in csv.reader(io.StringIO(content, newline="")):
        assert cell.startswith("'" + start)


def test_a_negative_number_stays_a_number():
    assert b"\r\n,,,-3," not in to_csv(SHEET)
    assert b",-3," in to_csv(SHEET)


def test_xlsx_has_typed_cells_and_no_formulas():
    book = load_workbook(io.BytesIO(to_xlsx([SHEET], made_at=NOON)))
    page = book["Điểm danh"]
    assert page["A1"].value == "Báo cáo điểm danh"
    assert [cell.value for cell in page[4]] == [column.label for column in SHEET.columns]
    assert page["B5"].value == datetime.fromisoformat("2026-09-01 12:00")
    assert page["B5"].number_format == "hh:mm dd/mm/yyyy"
    assert page["C5"].value == datetime.fromisoformat("2026-09-01")
    assert (page["D5"].value, page["E5"].value) == (12, 98.5)
    assert page["A6"].data_type == "s"
    assert page["A6"].value.startswith("=HYPERLINK")
    assert page["D6"].value == -3
    assert page["B6"].value is None
    assert page.freeze_panes == "A5"


def test_sheets_get_names_that_excel_takes():
    names = ["Biểu [1]: tổng/hợp?", "biểu  1   tổng hợp", "x" * 40, "x" * 40, ""]
    sheets = [Sheet(name, SHEET.columns, ()) for name in names]
    book = load_workbook(io.BytesIO(to_xlsx(sheets, made_at=NOON)))
    assert len(book.sheetnames) == 5
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_the_same_table_is_the_same_file():
    assert to_xlsx([SHEET], made_at=NOON) == to_xlsx([SHEET], made_at=NOON)


def test_not_a_number_and_very_long_text_do_not_break_a_workbook():
    rows = ((float("nan"), "x" * 40_000), (float("inf"), "\x01\x1f"))
    sheet = Sheet("x", (Column("a", Kind.NUMBER), Column("b")), rows)
    book = load_workbook(io.BytesIO(to_xlsx([sheet], made_at=NOON)))
    assert len(book["x"]["B2"].value) == 32_767


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_of_any_office_program_is_read(delimiter, mark):
    lines = ["Họ và tên", "Chức vụ", "Thư điện tử"], ["Lò Văn Mẫu", "Chủ tịch; xã", " a@b.example "]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    table = read_table((mark + text.getvalue()).encode(), "danh-sach.csv")
    assert table.header == ["Họ và tên", "Chức vụ", "Thư điện tử"]
    assert table.rows == [["Lò Văn Mẫu", "Chủ tịch; xã", "a@b.example"]]


def test_decomposed_letters_are_composed_and_short_rows_filled():
    decomposed = "Ho\u0323 te\u0302n,Xa\u0303\n\nLo\u0300\n"
    table = read_table(decomposed.encode(), "a.csv")
    assert (table.header, table.rows) == (["Họ tên", "Xã"], [["Lò", ""]])


def test_another_encoding_is_named_with_its_line():
    with pytest.raises(TableNotUtf8) as refusal:
        read_table("a,b\nc,d\nHọ,tên\n".encode("cp1258", "replace") + b"\xff", "a.csv")
    assert refusal.value.values["line"] in (3, 4)
    with pytest.raises(TableNotUtf8):
        read_table("Họ tên".encode("utf-16"), "a.csv")


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"a\0b", b'a,"b', b"a,b\n1,2,3\n", b"PK\x03\x04junk"]
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(HubError):
        read_table(content, "a.csv")


def test_too_many_rows_columns_and_bytes_are_refused():
    for content in (
        b"a\n" + b"1\n" * 20_001,
        b"a," * 200 + b"a\n",
        b"a\n" + b"x" * 6_000,
        b"a" * (11 << 20),
    ):
        with pytest.raises(TableTooLarge):
            read_table(content, "a.csv")


def workbook(*rows, sheet_title="Danh sách"):
    book = Workbook()
    book.active.title = sheet_title
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_xlsx_cells_come_as_they_would_be_typed():
    content = workbook(
        ["Tên", "Số", "Ngày", "Giờ", "Công thức", None],
        [
            "Xã Mỹ Lung",
            5,
            datetime.fromisoformat("2026-09-01"),
            datetime.fromisoformat("2026-09-01 08:30"),
            "=1+1",
            None,
        ],
        [None],
        ["Xã Mỹ Lương", 2.5, None, None, None],
    )
    table = read_table(content, "a.xlsx")
    assert table.header == ["Tên", "Số", "Ngày", "Giờ", "Công thức"]
    assert table.rows == [
        ["Xã Mỹ Lung", "5", "01/09/2026", "01/09/2026 08:30", ""],
        ["Xã Mỹ Lương", "2.5", "", "", ""],
    ]


def test_what_we_write_we_read():
    table = read_table(to_xlsx([Sheet("x", SHEET.columns, SHEET.rows)], made_at=NOON), "a.xlsx")
    assert table.rows[0] == ["Xã Xuân Viên", "01/09/2026 12:00", "01/09/2026", "12", "98.5"]
    assert datetime.strptime(table.rows[0][1], "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM) == NOON


def repacked(content, **replaced):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            new.writestr(
                name, replaced.get(name.rpartition("/")[2].partition(".")[0], old.read(name))
            )
    return file.getvalue()


def test_hostile_workbooks_are_refused():
    good = workbook(["a"], ["b"])
    bomb = repacked(good, sheet1=b"<x>" + b" " * (100 << 20))
    entity = repacked(good, sheet1=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    broken = repacked(good, sheet1=b"<x>")
    for content, refusals in (
        (bomb, PackageUnsafe),
        (entity, TableUnreadable),
        (broken, TableUnreadable),
        (good[: len(good) // 2], FileDamaged),
        (overlapping(), PackageUnsafe),
    ):
        with pytest.raises(refusals):
            read_table(content, "a.xlsx")


def overlapping() -> bytes:
    """Two names in the directory, one body: the shape of CVE-2024-0450."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("a", b"x" * 100)
    whole = file.getvalue()
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    record = whole[start:end]
    second = record[:-1] + b"b"
    directory = record + second
    return (
        whole[:start]
        + directory
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), start, 0)
    )
