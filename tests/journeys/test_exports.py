"""A year's register is printed for many seconds: the page shows it, survives a reload, gives the file."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import insert

from hub.accounts import queries as accounts
from hub.app import create_runtime
from hub.core.db import make_engine
from hub.core.ids import new_id
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.directory import queries as directory
from hub.documents.models import DocumentType
from hub.gateways.pdf import count_pages
from hub.registers.models import OutgoingEntry
from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import PHONE, sign_in, watched

pytestmark = pytest.mark.xdist_group("desk")

CLERK, SCHEDULER = "vanthu", "chuyenvien"
#: What the page sends, but for its patience of two seconds.
ASKED_WITHOUT_WAITING = """
async (path) => (await fetch(path, {headers: {Prefer: "respond-async, wait=0"}})).headers.get("Location")
"""
#: Long enough not to be printed within two seconds by any machine of today.
SOME, TWO_PARTS = 500, 1_300


def a_register_of(hub: LiveHub, year: int, lines: int) -> str:
    """Fill the clerk's register of a year; return the address of its page."""
    settings = Settings(_env_file=None, data_dir=hub.folder / "var")  # type: ignore[call-arg]
    engine = make_engine(settings.database)
    with create_runtime(engine, settings).unit_of_work(SYSTEM) as uow:
        account = accounts.by_username(uow.session, CLERK)
        assert account is not None
        unit_id = directory.posts_of(uow.session, account.person_id)[0].unit_id
        line = {"unit_id": unit_id, "series": DocumentType.LETTER, "year": year,
                "issued_on": date(year, 5, 4), "signer": "Trần Văn Hòa", "version": 1,
                "recipients": "UBND các xã; Sở Nội vụ", "entered_at": uow.now,
                "entered_by_id": account.person_id}  # fmt: skip
        uow.session.execute(
            insert(OutgoingEntry),
            [
                {**line, "id": new_id(), "ordinal": number, "code": f"{number}/CV-UBND",
                 "subject": f"Về việc báo cáo kết quả thực hiện nhiệm vụ đợt {number}"}
                for number in range(1, lines + 1)
            ],
        )  # fmt: skip
    engine.dispose()
    return f"{hub.url}/registers/outgoing?start=01/01/{year}&end=31/12/{year}"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_long_register_is_printed_beside_the_page_and_taken_when_ready(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    watching = watched(open_context(viewport=PHONE))
    page = watching.page
    sign_in(page, hub.url, CLERK, hub.sign_ins()["password"])
    watching.visit(a_register_of(hub, 2019, SOME))
    page.locator("a[download]", has_text="PDF").click()
    panel = page.get_by_role("region", name="Tệp đang lập")
    expect(panel.get_by_role("button", name="Chạy nền, báo khi xong")).to_be_visible(timeout=20_000)
    assert re.search(r"#export=[0-9a-f-]{36}$", page.url)
    with page.expect_download(timeout=120_000) as taking:
        page.reload()  # it is shown again, and the file comes by itself
        expect(panel).to_contain_text("Sổ đăng ký văn bản đi")
        assert not watching.problems()
    assert taking.value.suggested_filename == "Sổ đăng ký văn bản đi.pdf"
    assert count_pages(Path(taking.value.path()).read_bytes()) > 10
    expect(page).to_have_url(re.compile("[^#]*"))
    expect(panel.get_by_role("link", name="Tải về")).to_be_visible()
    assert not watching.problems()


def test_a_short_table_is_saved_at_once(hub: LiveHub, page_of: Callable[..., Page]) -> None:
    page = page_of(CLERK)
    page.goto(f"{hub.url}/registers/outgoing")
    with page.expect_download() as taking:
        page.locator("a[download]", has_text="CSV").click()
    assert taking.value.suggested_filename == "Sổ đăng ký văn bản đi.csv"
    assert "Số, ký hiệu văn bản" in Path(taking.value.path()).read_text("utf-8-sig")
    expect(page.locator("#exports")).to_be_hidden()


def test_a_file_whose_number_stands_in_the_address_is_taken_when_ready(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    watching = watched(open_context(viewport=PHONE))
    page = watching.page
    sign_in(page, hub.url, SCHEDULER, hub.sign_ins()["password"])
    watching.visit(f"{hub.url}/registers/outgoing")
    place = page.evaluate(ASKED_WITHOUT_WAITING, "/registers/outgoing?format=csv")
    number = place.rpartition("/")[2]
    with page.expect_download() as taking:
        page.goto(f"{hub.url}/registers/incoming#export={number}")
    assert taking.value.suggested_filename == "Sổ đăng ký văn bản đi.csv"
    panel = page.get_by_role("region", name="Tệp đang lập")
    expect(panel.get_by_role("link", name="Tải về")).to_be_visible()
    expect(page).to_have_url(f"{hub.url}/registers/incoming")
    assert not watching.problems()
    panel.get_by_role("button", name="Đóng").click()
    expect(panel).to_be_hidden()
    for path in ("/exports", f"/exports/{number}"):
        watching.visit(hub.url + path)
        assert not watching.problems(), path
    with page.expect_download():
        page.get_by_role("link", name="Tải về").click()
    page.get_by_role("button", name="Xóa").click()
    expect(page.get_by_text("để tệp chờ bạn ở đây")).to_be_visible()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_in_the_background_it_ends_in_a_notice_and_a_killed_hub_says_so(
    tmp_path: Path, fresh: Path, open_context: Callable[..., BrowserContext]
) -> None:
    with a_demo_hub(tmp_path / "hub", fresh) as hub:
        page = open_context().new_page()
        sign_in(page, hub.url, CLERK, hub.sign_ins()["password"])
        address = a_register_of(hub, 2019, TWO_PARTS)
        page.goto(address)
        page.locator("a[download]", has_text="PDF").click()
        panel = page.get_by_role("region", name="Tệp đang lập")
        expect(panel).to_contain_text("/2 phần", timeout=20_000)
        panel.get_by_role("button", name="Chạy nền, báo khi xong").click()
        expect(panel).to_be_hidden()
        assert "#" not in page.url
        expect(page.locator("#bell")).to_have_attribute(
            "aria-label", re.compile(r"2 "), timeout=120_000
        )
        page.goto(f"{hub.url}/notices")
        page.get_by_role("button", name="Tệp “Sổ đăng ký văn bản đi.pdf” đã xong").click()
        with page.expect_download() as taking:
            page.get_by_role("link", name="Tải về").click()
        printed = Path(taking.value.path()).read_bytes()

        page.goto(f"{address}&type=CV")
        page.locator("a[download]", has_text="PDF").click()
        expect(panel).to_be_visible(timeout=20_000)
        hub.kill()
        hub.start()
        expect(panel).to_contain_text("Hệ thống đã khởi động lại", timeout=90_000)
        expect(panel.get_by_role("link", name="Lập lại")).to_be_visible()
        page.goto(f"{hub.url}/exports")
        with page.expect_download() as again:  # what was ready before is there still
            page.get_by_role("row", name="Đã xong").get_by_role("link", name="Tải về").click()
        assert Path(again.value.path()).read_bytes() == printed
