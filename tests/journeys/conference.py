"""The steps of one conference, each done in the browser as its person would do it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from hub.core.clock import VIETNAM, system_clock, to_wall_time
from tests.journeys.hubs import LiveHub, Mailboxes

TITLE = "Hội nghị triển khai xây dựng chính quyền điện tử"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/answer/[^\s?\"<]+(?:\?[^\s\"<]*)?")
WAIT_MS = 20_000


@dataclass
class Conference:
    """What the people of a conference share: the hub, its mails, pages by user name."""

    hub: LiveHub
    mailboxes: Mailboxes
    page_of: Callable[..., Page]
    pages: dict[str, Page] = field(default_factory=dict)
    chair: str = "phochutich"
    address: str = ""
    starts_at: datetime | None = None

    def page(self, username: str, **options: object) -> Page:
        if username not in self.pages:
            self.pages[username] = self.page_of(username, **options)
        return self.pages[username]

    def go(self, username: str, part: str = "") -> Page:
        """Open a page of this conference: "/documents", "/room"…"""
        return self.visit(username, self.address + part)

    def visit(self, username: str, path: str) -> Page:
        page = self.page(username)
        page.goto(self.hub.url + path)
        return page

    @property
    def meeting_id(self) -> str:
        return self.address.rsplit("/", 1)[1]

    def mails_to(self, commune: str, subject: str = "") -> list[EmailMessage]:
        """Return a commune's mails about this conference, waiting until one has come."""
        page = next(iter(self.pages.values()))
        for _ in range(300):
            found = [
                mail
                for mail in self.mailboxes.to(commune)
                if TITLE in str(mail["subject"]) and self.when() in text_of(mail)
                and subject in str(mail["subject"]) and self.hub.url in text_of(mail)
            ]  # fmt: skip
            if found:
                return found
            page.wait_for_timeout(250)
        raise AssertionError(
            f"no mail to {commune}: {[str(m['subject']) for m in self.mailboxes.mails]}"
        )

    def when(self) -> str:
        assert self.starts_at is not None
        return f"{to_wall_time(self.starts_at):%H:%M}"


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def calendar_of(mail: EmailMessage) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content())
    raise AssertionError("no calendar in the mail")


def free_time() -> datetime:
    """Return a start within the hour, so that the room can be opened, that no demo meeting has."""
    now = system_clock().astimezone(VIETNAM)
    return (now + timedelta(minutes=47)).replace(second=0, microsecond=0)


def schedule(conference: Conference) -> None:
    """The scheduler plans the conference; clashes show while typing; the draft goes to the chair."""
    page = conference.visit("chuyenvien", "/meetings/new")
    conference.starts_at = free_time()
    start = to_wall_time(conference.starts_at)
    page.fill("[name=title]", TITLE)
    page.fill("[name=day]", f"{start:%d/%m/%Y}")
    page.fill("[name=start]", f"{start:%H:%M}")
    page.fill("[name=end]", f"{start + timedelta(hours=1):%H:%M}" if start.hour < 23 else "23:59")
    page.select_option("[name=chair_id]", label="Hoàng Thị Minh Nguyệt")
    page.select_option("[name=secretary_id]", index=1)
    page.check("[name=all_sites]")
    page.fill("[name=purpose]", "Triển khai nhiệm vụ xây dựng chính quyền điện tử năm 2026")
    page.fill("[name=agenda-0-title]", "Báo cáo kết quả xây dựng chính quyền điện tử")
    page.fill("[name=agenda-0-presenter]", "Phòng Văn hóa – Thông tin")
    page.fill("[name=agenda-0-minutes]", "30")
    page.click("[data-line-add]")
    page.fill("[name=agenda-1-title]", "Thảo luận, kết luận")
    expect(page.locator("#summary")).to_contain_text("17", timeout=WAIT_MS)
    page.click("button[value=submit]:visible")
    page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}$"))
    conference.address = page.url.removeprefix(conference.hub.url)


def approve(conference: Conference) -> None:
    page = conference.go("phochutich")
    page.click(f"form[action$='{conference.address}/approve'] button")
    expect(page.locator("main")).not_to_contain_text("Trả lại", timeout=WAIT_MS)


def invite(conference: Conference) -> None:
    page = conference.go("chuyenvien", "/invitations")
    page.click("[data-dialog=send]")
    page.click("dialog[open] form[action$='/invitations/send'] [type=submit]")
    mails = [conference.mails_to(place)[0] for place in ("xuanvien", "donglac", "mylung")]
    for mail in mails:
        calendar = calendar_of(mail)
        assert "METHOD:REQUEST" in calendar
        assert "SEQUENCE:0" in calendar
        assert LINK.search(text_of(mail))


def answer_by_link(conference: Conference, new_page: Callable[[], Page]) -> None:
    """Three communes answer from their mails, without signing in."""
    links = {
        place: LINK.findall(text_of(conference.mails_to(place)[0]))[0].split("?")[0]
        for place in ("xuanvien", "donglac", "mylung")
    }
    page = new_page()
    page.goto(links["xuanvien"])
    page.check("[name=answer][value=attending]", force=True)
    page.fill("[name=head_count]", "5")
    page.fill("[name=delegates-0-name]", "Lê Xuân Khoáng")
    if page.locator("[name=delegates-1-name]").count() == 0:
        page.click("[data-line-add]")
    page.fill("[name=delegates-1-name]", "Hà Thị Mai Thi")
    page.fill("[name=by_name]", "Hà Thị Mai Thi")
    send(page)
    page.goto(links["donglac"])
    page.check("[name=answer][value=absent]", force=True)
    page.fill("[name=by_name]", "Đặng Thị Khánh Vân")
    send(page, refused=True)
    expect(page.locator("[name=by_name]")).to_have_value("Đặng Thị Khánh Vân")
    page.fill("[name=reason]", "Trực chỉ huy phòng, chống mưa lũ tại xã")
    send(page)
    page.goto(links["mylung"])
    page.check("[name=answer][value=sending-deputy]", force=True)
    page.fill("[name=deputy_name]", "Phùng Thị Lam Giang")
    page.fill("[name=deputy_title]", "Phó Chủ tịch")
    page.fill("[name=reason]", "Chủ tịch đi công tác tỉnh")
    page.fill("[name=head_count]", "2")
    page.fill("[name=by_name]", "Phùng Thị Lam Giang")
    send(page)


def send(page: Page, *, refused: bool = False) -> None:
    page.click(".form-actions button[value=send]")
    page.wait_for_load_state()
    assert ("/done" not in page.url) is refused, page.locator("main").inner_text()


def watch_answers_and_chase(conference: Conference) -> None:
    page = conference.go("chuyenvien", "/invitations")
    expect(page.locator("#answers")).to_contain_text("mưa lũ", timeout=WAIT_MS)
    page.click("form[action$='/invitations/chase'] button >> nth=0")
    conference.mails_to("ngocdong", "Đề nghị trả lời")
