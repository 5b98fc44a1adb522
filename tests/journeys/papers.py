"""Documents of a conference: uploaded, numbered, signed by a person and the office, issued, read."""

import re
from pathlib import Path

from playwright.sync_api import expect
from weasyprint import HTML

from tests.journeys.conference import WAIT_MS, Conference

REPORT = "Báo cáo kết quả xây dựng chính quyền điện tử"
TEXT = f"""<html lang="vi"><body><h1>BÁO CÁO</h1><p>{REPORT} năm 2026.</p>
<p>KT. CHỦ TỊCH</p><p>PHÓ CHỦ TỊCH</p><br><br><br><p>Hoàng Thị Minh Nguyệt</p></body></html>"""


def upload(conference: Conference, folder: Path) -> None:
    """A renamed program is refused with its reason; the report arrives, its progress shown."""
    page = conference.go("chuyenvien", "/documents")
    program = folder / "bao-cao.pdf"
    program.write_bytes(b"MZ" + b"\x00" * 4000)
    page.set_input_files("#upload-file", program)
    expect(page.locator(".upload-list")).to_contain_text("bao-cao.pdf", timeout=WAIT_MS)
    expect(page.locator("#documents .notice-seal")).to_be_visible(timeout=WAIT_MS)
    report = folder / f"{REPORT}.pdf"
    HTML(string=TEXT).write_pdf(report)
    page.select_option("#up-type", value="BC")
    page.select_option("#up-item", index=1)
    page.set_input_files("#upload-file", report)
    expect(page.locator("#documents")).to_contain_text(REPORT, timeout=WAIT_MS)


def number(conference: Conference) -> None:
    page = conference.go("vanthu", "/documents")
    page.click("form[action$='/number'] button")
    expect(page.locator(".document").first).to_contain_text("/BC-UBND", timeout=WAIT_MS)


def sign(conference: Conference, username: str, pin: str, *, wrong_first: bool = False) -> None:
    """Sign the report in the name of a person, or of the office."""
    page = conference.go(username, "/documents")
    page.click(".document a.row-title")
    page.click("a[href$='/sign']")
    if wrong_first:
        page.fill("[name=pin]", "0000")
        page.click(".form-actions button[type=submit]")
        expect(page.locator(".field-error").first).to_be_visible(timeout=WAIT_MS)
    page.fill("[name=pin]", pin)
    page.select_option("[name=level]", value="B-T")
    page.click(".form-actions button[type=submit]")
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}$"), timeout=WAIT_MS)
    expect(page.locator("main")).to_contain_text("Nguyên vẹn", ignore_case=True, timeout=WAIT_MS)


def issue(conference: Conference) -> None:
    page = conference.go("vanthu", "/documents")
    page.click("[data-dialog^='issue-']")
    page.click("dialog[open] button[type=submit]")
    page.wait_for_url(re.compile(r"/receipts$"), timeout=WAIT_MS)
    expect(page.locator("main")).to_contain_text("Đã phát hành", timeout=WAIT_MS)


def read_and_acknowledge(conference: Conference, username: str) -> None:
    page = conference.go(username, "/documents")
    page.click(".document a.row-title")
    expect(page.locator("canvas").first).to_be_visible(timeout=WAIT_MS)
    page.click("form[action$='/acknowledge'] button")
    expect(page.locator("form[action$='/acknowledge']")).to_have_count(0, timeout=WAIT_MS)


def see_who_is_missing(conference: Conference) -> None:
    page = conference.go("vanthu", "/documents")
    page.click(".receipt-link")
    expect(page.locator("main")).to_contain_text("Xuân Viên", timeout=WAIT_MS)
    page.click("form[action$='/chase'] button >> nth=0")
