"""Opinions in writing: asked, answered with a signature and with a password, in secret, issued."""

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from weasyprint import HTML

from hub.core.clock import VIETNAM
from hub.gateways.pdf import page_texts
from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import DESKTOP, PHONE, Watched, sign_in, watched
from tests.journeys.test_signing_and_reading import give_signature, picture, press
from tests.printed_codes import CODE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
SLOW_MS = 30_000
#: The meeting to come of the demonstration hub, to which the units are invited.
MEETING_TO_COME = "Tập huấn"
LEADERS = ("ct.xuanvien", "ct.mylung", "ct.xuanthuy")
Opened = Callable[..., Watched]


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Iterator[LiveHub]:
    """It is asked for things in it that no other journey expects."""
    with a_demo_hub(tmp_path_factory.mktemp("opinions"), fresh) as hub:
        yield hub


@pytest.fixture
def opened(own_hub: LiveHub, open_context: Callable[..., object]) -> Opened:
    def in_browser(username: str, path: str = "/opinions", **options: object) -> Watched:
        watching = watched(open_context(**options))  # type: ignore[arg-type]
        watching.page.set_default_timeout(SLOW_MS)
        sign_in(watching.page, own_hub.url, username, own_hub.sign_ins()["password"])
        assert watching.visit(own_hub.url + path) == 200
        return watching

    return in_browser


def in_days(days: int) -> str:
    return f"{datetime.now(VIETNAM) + timedelta(days=days):%d/%m/%Y} 17:00"


def write_form(page: Page, title: str, questions: tuple[str, ...], *, secret: bool) -> str:
    """Write a form that asks every unit; return its address."""
    page.get_by_role("link", name="Lập phiếu mới").click()
    page.fill("[name=title]", title)
    page.fill("[name=due_at]", in_days(2))
    if secret:
        page.check("input[name=anonymity][value=secret]", force=True)
    else:
        invited = page.locator("[name=meeting_id] option", has_text=MEETING_TO_COME)
        page.select_option("[name=meeting_id]", invited.get_attribute("value"))
    page.click("[data-units-all]")
    page.get_by_role("button", name="Lưu và soạn nội dung").click()
    for each in questions:
        page.fill("#questions form.fields [name=title]", each)
        page.click("#questions form.fields button")
        expect(page.locator("li.question h3").last).to_contain_text(each)
    return page.url.partition("#")[0]


def choose(page: Page, *stances: str, words: str = "") -> None:
    for place, stance in enumerate(stances):
        page.check(f"input[name=answers-{place}-stance][value='{stance}']", force=True)
        if stance == "3":
            page.fill(f"[name=answers-{place}-words]", words)


def send_signed(page: Page, pin: str) -> None:
    page.fill("[name=pin]", pin)
    page.click("form button.btn-seal")


def downloaded(page: Page, link: str, folder: Path) -> Path:
    address = page.locator(link).first.get_attribute("href")
    answer = page.request.get(page.url.partition("/opinions")[0] + str(address))
    assert answer.status == 200
    file = folder / "tep.pdf"
    file.write_bytes(answer.body())
    return file


def said_by_pdfsig(file: Path) -> str:
    done = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False)
    return done.stdout


def test_a_district_asks_in_the_open_and_issues_a_signed_result(
    own_hub: LiveHub, opened: Opened, tmp_path: Path
) -> None:
    office = opened("chuyenvien")
    questions = ("Thông qua mục tiêu", "Kinh phí do ngân sách xã bảo đảm")
    place = write_form(office.page, "Góp ý dự thảo kế hoạch chuyển đổi số", questions, secret=False)
    draft = tmp_path / "du-thao.pdf"
    HTML(string="<h1>Dự thảo kế hoạch</h1>").write_pdf(draft)
    office.page.locator("li.question input[type=file]").first.set_input_files(draft)
    office.page.get_by_role("button", name="Đính kèm tệp").first.click()
    expect(office.page.locator(".question-files a")).to_have_text("du-thao.pdf")
    picture(office.page, "opinions-draft")
    assert office.problems() == []
    office.page.get_by_role("button", name=re.compile("Gửi phiếu tới 17")).click()
    expect(office.page.locator("#state")).to_contain_text("0/17")

    # One commune signs; a wrong PIN loses nothing that was chosen.
    signer = opened("ct.xuanvien", place.removeprefix(own_hub.url))
    choose(signer.page, "1", "3", words="Đề nghị ngân sách huyện hỗ trợ")
    send_signed(signer.page, "00000000")
    expect(signer.page.locator(".field-error")).to_contain_text("PIN")
    expect(signer.page.locator("[name=answers-1-words]")).to_have_value(re.compile("hỗ trợ$"))
    send_signed(signer.page, own_hub.pin_of("ct.xuanvien"))
    expect(signer.page.locator("#own")).to_contain_text("đã ký số")
    said = said_by_pdfsig(downloaded(signer.page, "#own a", tmp_path))
    assert "Signature is Valid" in said and "Total document signed" in said
    picture(signer.page, "opinions-answered")
    assert signer.problems() == []

    # Another confirms with the password, on a telephone by night.
    phone = opened(
        "ct.mylung", place.removeprefix(own_hub.url), viewport=PHONE, color_scheme="dark"
    )
    choose(phone.page, "2", "1")
    phone.page.check("input[name=key_id][value='']", force=True)
    phone.page.fill("[name=account_password]", own_hub.sign_ins()["password"])
    phone.page.click("form button.btn-seal")
    expect(phone.page.locator("#own")).to_contain_text("không ký số")
    picture(phone.page, "opinions-phone")
    assert phone.problems() == []

    # There is more time, and everybody sees why; then it is counted and issued.
    office.visit(place)
    office.page.click("summary:has-text('Gia hạn')")
    office.page.fill("[name=due_at]", in_days(4))
    office.page.fill("form[action$='/extend'] [name=reason]", "Mưa lũ")
    office.page.click("form[action$='/extend'] button.btn-line")
    expect(office.page.locator("#state")).to_contain_text("Mưa lũ")
    expect(office.page.locator("#state")).to_contain_text("2/17")
    phone.visit(place)
    expect(phone.page.locator("#state")).to_contain_text("Mưa lũ")
    office.page.click("summary:has-text('Kiểm phiếu trước hạn')")
    office.page.fill("#close-reason", "Đã đủ ý kiến")
    office.page.click("form[action$='/close'] button.btn-line")
    expect(office.page.locator("li.question").first.locator("dd b")).to_have_text(["1", "1", "0"])
    office.page.get_by_role("button", name="Phát hành kết quả").click()
    expect(office.page.locator("#state")).to_contain_text("Đã phát hành kết quả")
    picture(office.page, "opinions-issued")
    assert office.problems() == []

    # The result is a document of the meeting: numbered, signed by the chair, sealed; and anybody
    # can check it, by the code on it too.
    at = office.page.get_by_role("link", name=re.compile("Kết quả trong tài liệu"))
    document = str(at.get_attribute("href"))
    clerk = opened("vanthu", document)
    press(clerk.page, own_hub, f"{document}/number")
    chair = opened("chutri", f"{document}/sign")
    give_signature(chair.page, own_hub.pin_of("chutri"))
    chair.page.wait_for_url(re.compile(f"{document}$"))
    clerk.visit(f"{own_hub.url}{document}/sign")
    give_signature(clerk.page, own_hub.sign_ins()["organisation_pin"])
    clerk.page.wait_for_url(re.compile(f"{document}$"))
    press(clerk.page, own_hub, f"{document}/issue")
    clerk.visit(own_hub.url + document)
    token = clerk.page.evaluate("document.querySelector('meta[name=csrf-token]').content")
    taken = clerk.page.request.post(f"{own_hub.url}{document}/download", form={"csrf_token": token})
    result = tmp_path / "ket-qua.pdf"
    result.write_bytes(taken.body())
    assert said_by_pdfsig(result).count("Signature is Valid") == 2
    printed = "\n".join(page_texts(result.read_bytes()))
    assert re.search(r"Số: \d+/BC-UBND", printed) and "Kinh phí do ngân sách xã" in printed
    (code,) = set(CODE.findall(printed))
    anybody = watched(clerk.page.context.browser.new_context(viewport=DESKTOP))  # type: ignore[union-attr]
    anybody.visit(f"{own_hub.url}/verify")
    anybody.page.fill("[name=code]", code.lower())
    anybody.page.get_by_role("button", name="Tra cứu").click()
    expect(anybody.page.locator("#paper")).to_contain_text("Báo cáo tổng hợp ý kiến")
    anybody.page.set_input_files("[name=file]", result)
    anybody.page.get_by_role("button", name="Kiểm tra").click()
    expect(anybody.page.locator(".axis-yes")).to_have_count(6)
    picture(anybody.page, "opinions-verified")
    assert anybody.problems() == []


def test_a_secret_one_shows_who_answered_and_never_what(own_hub: LiveHub, opened: Opened) -> None:
    office = opened("chuyenvien")
    place = write_form(office.page, "Giới thiệu nhân sự", ("Đồng chí A", "Đồng chí B"), secret=True)
    office.page.get_by_role("button", name=re.compile("Gửi phiếu tới 17")).click()
    for number, username in enumerate(LEADERS):
        leader = opened(username, place.removeprefix(own_hub.url))
        choose(leader.page, "1", "3" if number else "2", words="Cần xem xét thêm")
        leader.page.fill("[name=account_password]", own_hub.sign_ins()["password"])
        leader.page.click("form button.btn-seal")
        expect(leader.page.locator("#answer")).to_contain_text("đã trả lời lúc")
        assert "Cần xem xét thêm" not in leader.page.content()
    office.visit(place)
    expect(office.page.locator("#state")).to_contain_text("3/17")
    assert "Cần xem xét thêm" not in office.page.content()
    office.page.click("summary:has-text('Kiểm phiếu trước hạn')")
    office.page.fill("#close-reason", "Đã đủ ý kiến")
    office.page.click("form[action$='/close'] button.btn-line")
    expect(office.page.locator("li.question").last.locator("dd b")).to_have_text(["0", "1", "2"])
    expect(office.page.locator("li.question").last).to_contain_text("Cần xem xét thêm")
    assert office.page.locator("#units a").count() == 0, "there is no answer to open"
    assert office.problems() == []
