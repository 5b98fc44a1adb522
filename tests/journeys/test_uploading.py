"""Sending a file over a line that breaks, in a real browser."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.gateways import hostile, office_files
from tests.journeys.hubs import LiveHub

pytestmark = pytest.mark.xdist_group("desk")

CLERK = "vanthu"
PARTS = re.compile(r"/uploads/[0-9a-f-]{36}$")


def large_pdf(path: Path) -> Path:
    """A PDF of about 3.5 MB that does not pack: four parts of a megabyte."""

    def fill(document: pikepdf.Pdf) -> None:
        document.Root.Kept = document.make_stream(os.urandom(3_500_000))

    path.write_bytes(hostile.pdf(fill, pages=2))
    return path


@pytest.fixture
def documents_page(hub: LiveHub, page_of: Callable[..., Page]) -> Page:
    page = page_of(CLERK)
    page.goto(f"{hub.url}/meetings?view=list")
    address = page.locator("a.row-title").first.get_attribute("href")
    page.goto(f"{hub.url}{address}/documents")
    return page


def cut_after_the_first_part(page: Page) -> list[Request]:
    """Let the first part through and cut the line for every later one; return what was tried."""
    tried: list[Request] = []

    def through_or_not(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        tried.append(route.request)
        if route.request.headers["upload-offset"] == "0":
            route.continue_()
        else:
            route.abort("connectionreset")

    page.route(PARTS, through_or_not)
    return tried


@pytest.mark.slow
def test_an_upload_goes_on_after_the_line_was_cut(documents_page: Page, tmp_path: Path) -> None:
    page = documents_page
    file = large_pdf(tmp_path / "Báo cáo đường truyền.pdf")
    cut_after_the_first_part(page)
    page.set_input_files("#upload-file", file)
    row = page.locator(".upload-file", has_text="Báo cáo đường truyền.pdf")
    resume = row.get_by_role("button", name="Tiếp tục")
    expect(resume).to_be_visible(timeout=30_000)
    expect(row).to_contain_text("Bị ngắt ở 30 %")

    offsets = []
    page.unroute(PARTS)
    page.on(
        "request",
        lambda request: (
            request.method == "PATCH" and offsets.append(int(request.headers["upload-offset"]))
        ),
    )
    resume.click()
    expect(row).to_have_attribute("data-state", "done", timeout=60_000)
    assert offsets[0] == 1 << 20
    expect(page.locator(".document", has_text="Báo cáo đường truyền")).to_be_visible()


def test_an_upload_goes_on_after_the_page_was_left(documents_page: Page, tmp_path: Path) -> None:
    page = documents_page
    file = large_pdf(tmp_path / "Phụ lục biểu mẫu.pdf")
    tried = cut_after_the_first_part(page)
    page.set_input_files("#upload-file", file)
    expect(page.get_by_role("button", name="Tiếp tục")).to_be_visible(timeout=30_000)
    assert tried

    page.unroute(PARTS)
    page.reload()
    offsets = []
    page.on(
        "request",
        lambda request: (
            request.method == "PATCH" and offsets.append(int(request.headers["upload-offset"]))
        ),
    )
    page.set_input_files("#upload-file", file)
    expect(page.locator(".document", has_text="Phụ lục biểu mẫu")).to_be_visible(timeout=60_000)
    assert offsets[0] == 1 << 20


def test_a_renamed_program_is_refused_with_a_sentence(documents_page: Page, tmp_path: Path) -> None:
    page = documents_page
    file = tmp_path / "Thông báo khẩn.pdf"
    file.write_bytes(b"MZ\x90\0" * 1000)
    page.set_input_files("#upload-file", file)
    row = page.locator(".upload-file", has_text="Thông báo khẩn.pdf")
    expect(row).to_have_attribute("data-state", "failed", timeout=30_000)
    expect(row).to_contain_text("nội dung không đúng loại đó")
    refused = page.locator(".notice-seal", has_text="Thông báo khẩn.pdf")
    expect(refused.first).to_be_visible(timeout=10_000)
    page.reload()
    expect(refused.first).to_be_visible()


def set_quota(page: Page, megabytes: str) -> None:
    page.goto(page.url.partition("/admin")[0].rstrip("/") + "/admin/storage")
    page.select_option("[name=unit_id]", label="Ủy ban nhân dân huyện Yên Lập")
    page.fill("[name=megabytes]", megabytes)
    page.get_by_role("button", name="Lưu hạn mức").click()
    expect(page.get_by_text("Đã đặt hạn mức")).to_be_visible()


def test_a_file_that_the_quota_has_no_room_for_is_refused_at_once(
    documents_page: Page, page_of: Callable[..., Page], tmp_path: Path
) -> None:
    page, admin = documents_page, page_of("quantri")
    set_quota(admin, "1")
    try:
        page.set_input_files("#upload-file", large_pdf(tmp_path / "Phụ lục bản đồ.pdf"))
        row = page.locator(".upload-file", has_text="Phụ lục bản đồ.pdf")
        expect(row).to_have_attribute("data-state", "failed", timeout=3_000)
        expect(row).to_contain_text("hạn mức")
    finally:
        set_quota(admin, "")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_word_file_is_read_as_a_rendition_as_soon_as_it_is_made(
    documents_page: Page, tmp_path: Path
) -> None:
    page = documents_page
    file = tmp_path / "Kế hoạch chuyển đổi số.docx"
    file.write_bytes(office_files.docx())
    page.set_input_files("input[type=file]", file)
    page.get_by_role("link", name="Kế hoạch chuyển đổi số").click()
    expect(page.get_by_text("Bản thể hiện, không phải bản gốc")).to_be_visible(timeout=60_000)
    expect(page.locator(".textLayer").get_by_text("Đồng Thịnh").first).to_be_visible()
    if folder := os.environ.get("PICTURES"):
        page.wait_for_timeout(800)
        page.screenshot(path=f"{folder}/rendition.png")
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        page.wait_for_timeout(800)
        page.screenshot(path=f"{folder}/rendition-390-dark.png")
