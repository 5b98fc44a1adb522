"""A vote of two sites and a call for the technician, in the browsers of those concerned."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import PHONE, Watched, sign_in, watched
from tests.journeys.test_room import Conference

#: A meeting is opened in it: it has a hub of its own.
pytestmark = pytest.mark.slow
WAIT_MS = 90_000


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Iterator[LiveHub]:
    with a_demo_hub(tmp_path_factory.mktemp("votes"), fresh) as hub:
        yield hub


def show(page: Page, tab: str) -> None:
    if not page.locator("#side").is_visible():
        page.click("#panel")
    page.click(f"#pane-{tab}-tab")


@pytest.mark.timeout(400)
def test_two_sites_vote_and_one_calls_the_technician(
    own_hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    conference = Conference(own_hub)

    def browser_of(username: str, **options: object) -> Watched:
        watching = watched(open_context(**options))
        watching.page.set_default_timeout(WAIT_MS)
        sign_in(watching.page, own_hub.url, username, own_hub.sign_ins()["password"])
        return watching

    watching = (
        browser_of(conference.chair),
        browser_of("ct.mylung"),
        browser_of("ct.xuanvien", viewport=PHONE),
    )
    chair, desk, phone = (each.page for each in watching)

    # The quorum: a site says in the lobby that it is there; too few are, the chair gives a reason.
    phone.goto(conference.url("lobby"))
    phone.click("#roll-card .btn-big")
    phone.wait_for_selector("#roll-card .tone-ok")
    chair.goto(conference.url("lobby"))
    chair.click("button:has-text('Khai mạc')")
    chair.wait_for_selector("text=mới có 1 đơn vị")
    chair.fill("[name=reason]", "Các điểm cầu khác vào phòng sau")
    chair.click("button:has-text('Khai mạc với lý do này')")
    for page in (chair, desk, phone):
        page.goto(conference.url("lobby"))
        page.click("[data-join] button")
        page.wait_for_url("**/room**")

    # The chair writes a motion on its page; it is opened in the room, without a quorum.
    chair.goto(conference.url("votes/new"))
    chair.click("[data-template-title] >> nth=0")
    chair.click(".form-actions button")
    chair.goto(conference.url("votes"))
    chair.click("#votes-panel form[action$='/discard'] button")
    chair.wait_for_selector("#votes-panel .empty")
    assert watching[0].problems() == []
    chair.click("[data-undo]")
    chair.fill("#votes-panel [name=reason]", "Việc khẩn cấp")
    chair.click("button:has-text('Mở biểu quyết')")

    # The ballot comes forward by itself; one site agrees, the other has another opinion.
    phone.check(".ballot input[value='1']", force=True)
    phone.click(".ballot button")
    phone.wait_for_selector(".vote-done")
    desk.check(".ballot input[value='3']", force=True)
    desk.fill("#opinion", "Đề nghị bổ sung kinh phí")
    desk.click(".ballot button")
    desk.wait_for_selector(".vote-done")
    chair.wait_for_selector(".vote-progress b:has-text('2/17')")
    chair.click("button:has-text('Kết thúc và kiểm phiếu')")
    for page in (chair, desk, phone):
        page.wait_for_selector(".vote.is-failed")
    counts = "SELECT agree, disagree, other FROM motions WHERE meeting_id = ? AND state = 'closed'"
    assert conference.rows(counts, conference.id.hex) == [(1, 0, 1)]

    # The roll is called while one line is lost: its answer is kept, sent when the line is back,
    # and counted once.
    chair.goto(conference.url("room"))
    show(chair, "votes")
    chair.click("button:has-text('Gọi điểm danh')")
    phone.wait_for_selector("#roll-card .btn-big")
    assert watching[2].complaints == []
    phone.context.set_offline(True)
    phone.evaluate("room.line.io.engine.close()")
    phone.fill("#roll-card-count", "7")
    phone.click("#roll-card .btn-big")
    phone.wait_for_selector("[data-roll-waits]:visible")
    phone.context.set_offline(False)
    phone.wait_for_selector("#roll-card .tone-ok")
    watching[2].complaints.clear()  # what asked for news without a line had none
    answered = "SELECT count(*) FROM client_events WHERE name = 'room:answer-roll'"
    assert conference.rows(answered) == [(1,)]
    counted = "SELECT head_count, source FROM roll_entries WHERE meeting_id = ? AND head_count = 7"
    assert conference.rows(counted, conference.id.hex) == [(7, "site")]

    # A call for the technician, with the figures of the line; a message both read.
    show(phone, "messages")
    phone.click(".help-call summary")
    phone.check(".help-kinds input[value=no-sound]", force=True)
    phone.click(".help-call button")
    phone.wait_for_selector("#messages-panel .incident")
    phone.fill("#message-text", "Điểm cầu đã nhận đủ tài liệu.")
    phone.click("#messages-panel button:has-text('Gửi')")
    desk.wait_for_selector("[data-unread-count]:has-text('1')")
    show(desk, "messages")
    desk.wait_for_selector("text=Điểm cầu đã nhận đủ tài liệu.")
    technician = browser_of("kythuat")
    technician.visit(conference.url("incidents"))
    technician.page.click("button:has-text('Nhận xử lý')")
    phone.wait_for_selector("#messages-panel .incident.is-taken")
    assert [each.problems() for each in watching[1:]] == [[], []]
    assert technician.problems() == []
