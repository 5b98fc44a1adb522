"""The letter of a meeting: made, numbered, signed by the chair, sealed by the clerk, read."""

import json
import os
import re
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import DESKTOP, PHONE, sign_in, watched

pytestmark = [pytest.mark.xdist_group("papers"), pytest.mark.timeout(400)]

SLOW_MS = 20_000


def picture(page: Page, name: str) -> None:
    """Keep a picture to look at when HUB_TEST_PICTURES names a folder."""
    folder = os.environ.get("HUB_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def a_meeting_of(hub: LiveHub) -> str:
    with sqlite3.connect(hub.folder / "var" / "hub.sqlite3") as database:
        row = database.execute(
            "SELECT id FROM meetings WHERE state = 'invited' ORDER BY starts_at DESC"
        ).fetchone()
    return str(UUID(row[0]))


def newest_document(hub: LiveHub) -> str:
    with sqlite3.connect(hub.folder / "var" / "hub.sqlite3") as database:
        row = database.execute("SELECT id FROM documents ORDER BY created_at DESC").fetchone()
    return str(UUID(row[0]))


def issued_letter(hub: LiveHub) -> str:
    """The demo's letter of invitation, of two pages."""
    asked = "SELECT id FROM documents WHERE title LIKE 'Giấy mời: Hội nghị triển khai%'"
    with sqlite3.connect(hub.folder / "var" / "hub.sqlite3") as database:
        (found,) = database.execute(asked).fetchone()
    return str(UUID(found))


def press(page: Page, hub: LiveHub, path: str) -> None:
    token = page.evaluate("document.querySelector('meta[name=csrf-token]').content")
    answer = page.request.post(hub.url + path, form={"csrf_token": token}, max_redirects=0)
    assert answer.status == 303, answer.text()[:500]


@pytest.fixture(scope="module")
def letter(hub, browser):
    """A letter of invitation with its number, waiting for the chair."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    sign_in(page, hub.url, "vanthu", hub.sign_ins()["password"])
    meeting = a_meeting_of(hub)
    press(page, hub, f"/meetings/{meeting}/invitation-letter")
    document = newest_document(hub)
    press(page, hub, f"/documents/{document}/number")
    context.close()
    return document


@pytest.fixture
def opened(hub, open_context):
    def in_browser(username, path, **options):
        watching = watched(open_context(**options))
        sign_in(watching.page, hub.url, username, hub.sign_ins()["password"])
        assert watching.visit(hub.url + path) == 200
        return watching

    return in_browser


def give_signature(page: Page, pin: str) -> None:
    page.fill("[name=pin]", pin)
    page.click("form button[type=submit].btn-seal")


def test_chair_and_clerk_sign_and_everybody_can_check(hub, opened, letter):
    chair = opened("chutri", f"/documents/{letter}")
    expect(chair.page.locator("#signature-bar")).to_contain_text(
        "Không có chữ ký số", timeout=SLOW_MS
    )
    chair.page.click(".sign-box a")
    preview = chair.page.locator(".sign-page")
    expect(preview).to_be_visible()
    chair.page.wait_for_load_state("load", timeout=SLOW_MS)
    assert preview.evaluate("image => image.naturalWidth") > 100
    picture(chair.page, "sign")
    assert chair.problems() == []

    give_signature(chair.page, "00000000")
    expect(chair.page.locator(".field-error")).to_contain_text("Mã PIN không đúng")
    give_signature(chair.page, hub.pin_of("chutri"))
    chair.page.wait_for_url(re.compile(f"/documents/{letter}$"), timeout=SLOW_MS)
    expect(chair.page.locator(".signature-bar")).to_contain_text("Chữ ký hợp lệ, tin cậy")

    clerk = opened("vanthu", f"/documents/{letter}/sign")
    give_signature(clerk.page, hub.sign_ins()["organisation_pin"])
    clerk.page.wait_for_url(re.compile(f"/documents/{letter}$"), timeout=SLOW_MS)
    expect(clerk.page.locator(".signature-card")).to_have_count(2)
    for axis in ("Nguyên vẹn", "Hợp lệ", "Tin cậy"):
        expect(clerk.page.locator(".axis-yes", has_text=axis)).to_have_count(2)
    assert "B-T" in clerk.page.locator("#signatures").inner_text()


@pytest.mark.parametrize(("screen", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_the_reader_shows_pages_and_finds_words_without_marks(hub, opened, screen, scheme):
    reader = opened(
        "vanthu", f"/documents/{issued_letter(hub)}", viewport=screen, color_scheme=scheme
    )
    page = reader.page
    expect(page.locator(".pdfViewer .page canvas").first).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("[data-pages]")).to_have_text("/ 2")
    page.fill("#find", "kinh moi")
    expect(page.locator("[data-found]")).to_have_text(re.compile(r"^1/\d+$"))
    expect(page.locator(".textLayer .is-current").first).to_contain_text("kính mời")
    page.fill("#find", "khong co trong van ban")
    expect(page.locator("[data-found]")).to_have_text("Không tìm thấy")
    page.fill("#find", "")
    page.click("[data-next]")
    expect(page.locator("#page-number")).to_have_value("2")
    page.click("[data-larger]")
    picture(page, f"reader-{scheme}")
    assert reader.problems() == []


def test_the_register_of_keys_is_clean(opened):
    for screen in (DESKTOP, PHONE):
        keys = opened("quantri", "/admin/keys", viewport=screen)
        expect(keys.page.locator("tbody tr").first).to_be_visible()
        picture(keys.page, f"keys-{screen['width']}")
        assert keys.problems() == []


def test_demo_pins_fit_the_demo_keys(hub):
    content = json.dumps(hub.sign_ins())
    assert hub.pin_of("chutri") in content
    assert hub.sign_ins()["organisation_pin"]


def test_a_document_is_registered_in_a_commune_certified_and_void_once_recalled(hub, opened):
    with sqlite3.connect(hub.folder / "var" / "hub.sqlite3") as database:
        row = database.execute(
            "SELECT id FROM documents WHERE state = 'issued' ORDER BY created_at"
        ).fetchone()
    document = str(UUID(row[0]))
    register_in_the_commune(opened, document)
    clerk = opened("vanthu", f"/documents/{document}/certificate")
    certify_and_recall(hub, clerk, document)
    commune = opened("vt.xuanvien", "/registers/incoming", viewport=PHONE, color_scheme="dark")
    expect(commune.page.locator("tr.is-void")).to_contain_text("Sai giờ họp")
    picture(commune.page, "register")
    assert commune.problems() == []


def register_in_the_commune(opened, document):
    commune = opened("vt.xuanvien", f"/documents/{document}")
    commune.page.get_by_role("button", name="Vào sổ văn bản đến").click()
    commune.page.wait_for_url("**/registers/incoming")
    line = commune.page.locator("table.register tbody tr").last
    expect(line).to_contain_text("BC-UBND")
    line.locator("th a").click()
    commune.page.select_option("#f-handed_to_id", index=1)
    commune.page.fill("#f-deadline", "30/12/2026")
    commune.page.get_by_role("button", name="Lưu").click()
    expect(commune.page.locator("table.register")).to_contain_text("30/12/2026")
    assert commune.problems() == []


def certify_and_recall(hub, clerk, document):
    give_signature(clerk.page, hub.sign_ins()["organisation_pin"])
    clerk.page.wait_for_url("**/receipts", timeout=SLOW_MS)
    expect(clerk.page.locator("#certificates")).to_contain_text("17 đơn vị đã xác nhận")
    assert clerk.problems() == []
    token = clerk.page.evaluate("document.querySelector('meta[name=csrf-token]').content")
    said = {"csrf_token": token, "reason": "Sai giờ họp"}
    clerk.page.request.post(f"{hub.url}/documents/{document}/recall", form=said)
