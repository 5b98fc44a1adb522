"""The conference held: lines tested, sites in the room, floor, roll, minutes, dossier."""

import re
import subprocess
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conference import WAIT_MS, Conference

DECODED = """
() => [...document.querySelectorAll("video")].filter((each) => each.videoWidth > 0 && each.getVideoPlaybackQuality().totalVideoFrames > 5).length
"""


def try_the_line(conference: Conference, username: str) -> None:
    page = conference.go(username, "/lobby")
    expect(page.locator("#preview")).to_be_visible(timeout=WAIT_MS)
    page.click("#start-test")
    expect(page.locator("#verdict")).not_to_have_attribute("data-grade", "", timeout=40_000)


def see_readiness(conference: Conference) -> None:
    page = conference.go("kythuat", "/readiness")
    expect(page.locator("main")).to_contain_text("Xuân Viên", timeout=WAIT_MS)


def open_meeting(conference: Conference) -> None:
    page = conference.go(conference.chair, "/lobby")
    page.click("form[action$='/open'] button")
    page.fill("[name=reason]", "Các điểm cầu vào phòng sau khi khai mạc")
    page.click("form[action$='/open'] button")
    expect(page.locator("form[action$='/room']")).to_be_visible(timeout=WAIT_MS)


def join(conference: Conference, username: str) -> Page:
    page = conference.go(username, "/lobby")
    page.click("form[action$='/room'] button", timeout=WAIT_MS)
    page.wait_for_url(re.compile(r"/room"))
    expect(page.locator("#stage")).to_be_visible(timeout=WAIT_MS)
    return page


def see_each_other(pages: list[Page]) -> None:
    for page in pages:
        wait_for_pictures(page)


def wait_for_pictures(page: Page) -> None:
    """Wait until some picture is decoded. (Waiting inside the page would need eval.)"""
    for _ in range(120):
        if page.evaluate(DECODED) >= 1:
            return
        page.wait_for_timeout(500)
    raise AssertionError("no picture was decoded in a minute")


def take_the_floor(conference: Conference) -> None:
    """A commune raises its hand; the chair gives it the floor and takes it back."""
    commune, chair = conference.page("ct.xuanvien"), conference.page(conference.chair)
    commune.click("#hand")
    chair.click("#pane-queue-tab")
    expect(chair.locator("#pane-queue")).to_contain_text("Xuân Viên", timeout=WAIT_MS)
    chair.locator("#pane-queue").get_by_role("button", name="Mời phát biểu").first.click()
    expect(commune.locator("#stage [data-name]")).to_contain_text("Xuân Viên", timeout=WAIT_MS)


def lose_the_line_and_come_back(conference: Conference) -> None:
    """Cut off the network of a commune's browser; it comes back to its own seat."""
    page = conference.page("ct.mylung")
    page.context.set_offline(True)
    page.wait_for_timeout(4000)
    page.context.set_offline(False)
    wait_for_pictures(page)


def samples_arrive(conference: Conference) -> None:
    page = conference.go("kythuat", "/quality")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ ms"), timeout=45_000)


def call_the_roll(conference: Conference) -> None:
    page = conference.go("thuky", "/attendance")
    page.click("form[action$='/propose'] button")
    expect(page.locator("#roll")).to_contain_text("Xuân Viên", timeout=WAIT_MS)


def close_meeting(conference: Conference) -> None:
    page = conference.page(conference.chair)
    page.click("#leave")
    page.click("dialog[open] .btn-seal, dialog[open] #end-meeting")
    page.wait_for_url(lambda address: "/room" not in address, timeout=WAIT_MS)


def freeze(conference: Conference) -> None:
    page = conference.go("thuky", "/attendance")
    page.click("form[action$='/propose'] button")
    page.wait_for_load_state()
    page.click("[data-dialog=freeze]")
    page.click("dialog[open] button[type=submit]")
    page.wait_for_load_state()
    expect(page.locator("[data-dialog=freeze]")).to_have_count(0, timeout=WAIT_MS)


def reports(conference: Conference, folder: Path) -> None:
    """Attendance and quality as PDF, XLSX and CSV."""
    page = conference.page("thuky")
    for path in ("/attendance", "/quality/report"):
        for suffix, begins in (("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
            answer = page.request.get(
                f"{conference.hub.url}{conference.address}{path}?format={suffix}"
            )
            assert answer.status == 200, (path, suffix)
            assert answer.body().startswith(begins)


def write_minutes(conference: Conference) -> None:
    page = conference.go("thuky", "/minutes")
    page.click("form[action$='/minutes'] button, form[action$='/minutes/draft'] button")
    page.wait_for_load_state()
    page.goto(f"{conference.hub.url}{conference.address}/minutes/edit")
    editor = page.locator("[contenteditable=true]")
    expect(editor).to_contain_text("Thời gian bắt đầu", timeout=WAIT_MS)
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("Các xã báo cáo kết quả trước ngày 05 hằng tháng.")
    expect(page.locator("main")).to_contain_text(re.compile(r"Đã lưu \d\d:\d\d"), timeout=WAIT_MS)
    page.click("[data-dialog=submit]")
    page.click("dialog[open] button[type=submit]")
    page.wait_for_url(re.compile(r"/minutes$"), timeout=WAIT_MS)


def sign_minutes(conference: Conference, username: str) -> None:
    page = conference.go(username, "/minutes")
    page.click("a[href$='/minutes/sign']")
    page.fill("[name=pin]", conference.hub.pin_of(username))
    page.click(".form-actions button[type=submit]")
    page.wait_for_url(re.compile(r"/minutes$"), timeout=WAIT_MS)


def seal(conference: Conference, folder: Path) -> Path:
    """Seal the dossier with the office's key and take a copy."""
    page = conference.go("vanthu", "/dossier")
    page.fill("[name=pin]", conference.hub.sign_ins()["organisation_pin"])
    page.click(".form-actions button[type=submit]")
    expect(page.locator("form[action$='/dossier/take'], form[action*='take']")).to_be_visible(
        timeout=30_000
    )
    with page.expect_download() as taking:
        page.click("form[action*='take'] button")
    path = folder / "dossier.zip"
    taking.value.save_as(path)
    return path


def check_offline(dossier: Path, folder: Path) -> None:
    """Verify the dossier with programs that know nothing of the hub."""
    place = folder / "dossier"
    with zipfile.ZipFile(dossier) as archive:
        archive.extractall(place)
    subprocess.run(
        ["sha256sum", "--check", "--quiet", "manifest-sha256.txt"], cwd=place, check=True
    )
    subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER",
         "-in", "manifest-sha256.txt.p7s", "-content", "manifest-sha256.txt", "-out", "/dev/null"],
        cwd=place, check=True, capture_output=True,
    )  # fmt: skip
    for pdf in place.rglob("*.pdf"):
        said = subprocess.run(
            ["pdfsig", "-nocert", str(pdf)], capture_output=True, text=True, check=False
        )
        assert "Signature Validation: Signature is Invalid" not in said.stdout, pdf


def find(conference: Conference) -> None:
    page = conference.visit("thuky", "/search?q=hoi nghi dien tu")
    expect(page.locator("main mark").first).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("main")).to_contain_text("điện tử", timeout=WAIT_MS)
