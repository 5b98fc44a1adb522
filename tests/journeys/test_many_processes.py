"""Two processes behind nginx, with PostgreSQL and Redis, give the same answers as one.

nginx runs on deploy/nginx.conf itself. The tests go in order: the last ones end processes.
"""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from aiortc import RTCPeerConnection
from sqlalchemy import func, select

from hub.accounts import queries as accounts
from hub.attendance.models import RollEntry
from hub.audit import queries as audit
from hub.core.clock import system_clock
from hub.core.ids import MeetingId, new_id
from hub.core.locks import Lock
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory import queries as directory
from hub.gateways.media.interface import Feed, Kind
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.meetings.models import Meeting
from hub.rooms import queries as rooms
from hub.rooms.models import Seat
from tests.databases import postgres_programs
from tests.gateways.media.peers import Site, Viewer
from tests.gateways.media.peers import until as decoded
from tests.journeys.deployed import (
    Farm,
    LineOf,
    Through,
    Visitor,
    a_farm,
    raw_answer,
    ready,
    start_redis,
    stop,
    token_of,
    until,
)  # fmt: skip

SITES = 6

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("farm"),
    # the certificate is the test's own
    pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning"),
    pytest.mark.skipif(
        not (shutil.which("nginx") and shutil.which("redis-server") and postgres_programs()),
        reason="needs nginx, redis-server and PostgreSQL",
    ),
]


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with a_farm(tmp_path_factory.mktemp("farm")) as farm:
        yield farm


@pytest.fixture(scope="module")
def meeting(farm: Farm) -> str:
    """Return today's meeting, opened by its chair."""
    runtime = farm.runtime()
    with runtime.read() as session:
        found = select(Meeting.id).where(
            Meeting.state == "invited", Meeting.title.startswith("Hội nghị triển khai")
        )
        meeting_id = session.scalars(found).one()
        account = accounts.by_username(session, "chutri")
        assert account is not None
        post = directory.posts_of(session, account.person_id)[0]
        chair = directory.actor_of(session, post.id)
    assert chair is not None and chair.has(Role.CHAIR)
    with runtime.unit_of_work(chair) as uow:
        meeting_service.open_meeting(uow, meetings.get(uow.session, MeetingId(meeting_id)))
    runtime.engine.dispose()
    return str(meeting_id)


@pytest.fixture(scope="module")
def communes(farm: Farm, meeting: str) -> list[Visitor]:
    names = [each["username"] for each in farm.hubs[0].sign_ins()["people"]]
    return [
        Visitor(farm, name).sign_in() for name in [n for n in names if n.startswith("ct.")][:SITES]
    ]


def at_once(do: Callable[[int], dict[str, object]], count: int) -> list[dict[str, object]]:
    """Do the same thing several times at the same moment."""
    ready_to_go = threading.Barrier(count)

    def one(number: int) -> dict[str, object]:
        ready_to_go.wait()
        return do(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def come_in(visitor: Visitor, line: LineOf, meeting: str) -> dict[str, object]:
    token = visitor.post(f"/meetings/{meeting}/room/way-in", Accept="application/json").json()
    key = f"come-{new_id()}"
    return line.ask("room:join", meeting=meeting, token=token["token"], event_key=key)


def test_two_services_that_start_together_migrate_the_database_once(farm: Farm) -> None:
    """The fixture ran `migrate` twice at the same moment on an empty database."""
    assert [ready(hub.url)["status"] for hub in farm.hubs] == ["ready", "ready"]


def test_both_processes_asked_at_once_whether_they_are_ready_say_yes(farm: Farm) -> None:
    answers = at_once(lambda number: ready(farm.hubs[number % 2].url), 8)
    assert {each["database"] for each in answers} == {"ok"}


def test_one_process_only_runs_the_timetable(farm: Farm) -> None:
    assert until(lambda: len(farm.leaders()) > 0)
    assert len(farm.leaders()) == 1


def test_meetings_are_planned_while_the_timetable_runs(farm: Farm) -> None:
    """The timetable keeps its lock as long as it runs: no other work may ask for the same."""
    runtime = farm.runtime()
    with runtime.unit_of_work(SYSTEM) as uow:
        for lock in Lock:
            free = select(func.pg_try_advisory_xact_lock(int(lock)))
            assert uow.session.scalar(free) is (lock is not Lock.TIMETABLE)
        year = system_clock().year
        codes = [meetings.next_code(uow.session, year)]
    assert codes[0].startswith(f"HN-{year}-")
    runtime.engine.dispose()


def test_a_session_holds_whichever_process_answers(farm: Farm) -> None:
    visitor = Visitor(farm, "chutri").sign_in()
    for path in ("/", "/meetings", "/account", "/documents"):
        for _ in (1, 2):
            assert visitor.get(path).status_code == 200
    csrf = token_of(visitor.get("/account").text)
    answers = [visitor.post("/sign-out", {"csrf_token": csrf})]
    answers += [visitor.get("/account", allow_redirects=False) for _ in (1, 2)]
    assert [each.status_code for each in answers] == [302, 302, 302]
    assert all("/sign-in" in each.headers["Location"] for each in answers)
    assert len(set(visitor.answered_by)) == 2


def test_files_of_the_pages_come_from_nginx(farm: Farm) -> None:
    visitor = Visitor(farm, "")
    page = visitor.get("/sign-in").text
    path = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/css")
    assert visitor.answered_by[-1] in {"nginx", "-"}


def test_an_address_that_somebody_else_claims_reaches_no_page(farm: Farm) -> None:
    visitor = Visitor(farm, "")
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "198.51.100.7"}
    for path in ("/sign-in", "/account", "/meetings"):
        answer = visitor.get(path, headers=forged, allow_redirects=False)
        assert "evil.example" not in answer.text + str(answer.headers)
    assert not any("198.51.100.7" in log for log in farm.logs())


def test_attempts_to_sign_in_are_counted_together(farm: Farm) -> None:
    """Asked straight, as nginx would: another address, so that nobody else is counted."""
    found = []
    csrf_of = {}
    sessions = [requests.Session() for _ in farm.hubs]
    for session, hub in zip(sessions, farm.hubs, strict=True):
        session.headers.update(
            {"X-Forwarded-For": "192.0.2.9", "X-Forwarded-Proto": "https",
             "X-Forwarded-Host": f"127.0.0.1:{farm.port}"}
        )  # fmt: skip
        answer = session.get(f"{hub.url}/sign-in", timeout=20)
        csrf_of[hub.port] = token_of(answer.text)
        cookies = "; ".join(f"{each.name}={each.value}" for each in session.cookies)
        session.headers["Cookie"] = cookies
    for number in range(24):
        hub, session = farm.hubs[number % 2], sessions[number % 2]
        form = {"username": "nobody", "password": "", "csrf_token": csrf_of[hub.port]}
        found.append(session.post(f"{hub.url}/sign-in", form, timeout=20).status_code)
    assert found.index(429) == 20 and set(found[20:]) == {429}, found


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Content-Length: +3",
        "Content-Length: 1_0",
    ],
)
def test_nginx_refuses_a_request_whose_length_is_in_doubt(farm: Farm, headers: str) -> None:
    request = f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n\r\nabc"
    assert raw_answer(farm, request.encode()).startswith(b"HTTP/1.1 400")


def test_nginx_drops_a_request_that_stops_in_its_headers(farm: Farm) -> None:
    answer = raw_answer(farm, b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    assert b"200" not in answer[:20]


def test_a_conference_over_both_processes(
    farm: Farm, meeting: str, communes: list[Visitor]
) -> None:
    """Sites sit, live, raise hands and answer the roll at the same moment in both processes."""
    lines = [visitor.line(farm.hubs[n % 2].url) for n, visitor in enumerate(communes)]
    secretary = Visitor(farm, "thuky").sign_in()
    try:
        came = at_once(lambda n: come_in(communes[n], lines[n], meeting), SITES)
        assert all(each["ok"] for each in came), came
        lived = at_once(lambda n: lines[n].ask("room:heartbeat", meeting=meeting), SITES)
        assert all(each["ok"] for each in lived), lived
        hands = at_once(lambda n: lines[n].ask("room:hand", meeting=meeting), SITES)
        assert sorted(str(each.get("number")) for each in hands) == [
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
        ], hands
        assert all(line.hears("room:hand-raised") for line in lines)

        begun = secretary.post(f"/meetings/{meeting}/attendance/call/start")
        assert begun.status_code in {200, 302}, begun.text[:500]
        assert all(line.hears("attendance:roll:started") for line in lines)
        told = at_once(
            lambda n: lines[n].ask("room:answer-roll", meeting=meeting, head_count=n + 10), SITES
        )
        assert [each.get("head_count") for each in told] == [n + 10 for n in range(SITES)], told
        runtime = farm.runtime()
        with runtime.read() as session:
            kept = session.scalars(
                select(RollEntry.head_count).where(
                    RollEntry.meeting_id == MeetingId(_uuid(meeting))
                )
            ).all()
            assert set(kept) >= {n + 10 for n in range(SITES)}
            seated = select(func.count()).where(Seat.connection != "")
            assert session.scalar(seated) == SITES
            assert audit.verify_chain(session).is_whole
        runtime.engine.dispose()
    finally:
        for line in lines:
            line.close()


def test_sites_of_both_processes_see_each_other_on_two_media_nodes_and_move_together(
    farm: Farm, meeting: str, communes: list[Visitor]
) -> None:
    """A node takes one site here: the second comes in on the other node, by the other process."""
    lines = [visitor.line(farm.hubs[n].url) for n, visitor in enumerate(communes[:2])]
    chair = Visitor(farm, "chutri").sign_in()
    runtime = farm.runtime()

    def nodes() -> tuple[str, ...]:
        with runtime.read() as session:
            held = MeetingId(_uuid(meeting))
            return rooms.media_nodes_of(session, [held]).get(held, ())

    async def meet(sites: list[str], greys: tuple[int, int]) -> list[RTCPeerConnection]:
        """Publish and watch from both sites; each sees the other."""
        peers = []
        for line, site, grey in zip(lines, sites, greys, strict=True):
            published = await Site(Through(line), meeting, site, grey=grey).publish()  # type: ignore[arg-type]
            peers.append(published.peer)
        for line, site, grey in zip(lines, reversed(sites), reversed(greys), strict=True):
            seen = Viewer(Through(line), meeting, "")  # type: ignore[arg-type]
            await seen.watch(Feed(Kind.VIDEO, site))
            await decoded(lambda s=seen, g=grey: s.screens[0].shows(g))
            peers.append(seen.peer)
        return peers

    async def scenario(sites: list[str]) -> None:
        first = await meet(sites, (60, 150))
        before = nodes()
        assert len(before) == 2, "both on one node"
        pages = [chair.get(f"/meetings/{meeting}/room/media-nodes").text for _ in (1, 2)]
        assert len(set(chair.answered_by[-2:])) == 2 and pages[0] == pages[1]
        told = await asyncio.to_thread(
            chair.line(farm.hubs[1].url).ask, "room:move-media", meeting=meeting, node=before[1]
        )
        assert told["ok"], told
        assert nodes() == before[1:]
        assert all(line.hears("room:media-restarted") for line in lines)
        second = await meet(sites, (90, 200))
        assert nodes()[0] == before[1]
        for peer in (*first, *second):
            await peer.close()

    try:
        came = [come_in(communes[n], lines[n], meeting) for n in range(2)]
        assert all(each["ok"] for each in came), came
        sites = [str(each["site"]) for each in came]
        with ThreadPoolExecutor(1) as thread:  # in this one the browser of other tests has its loop
            thread.submit(asyncio.run, scenario(sites)).result()
    finally:
        runtime.engine.dispose()
        for line in lines:
            line.close()


def test_the_conference_goes_on_without_redis(
    farm: Farm, meeting: str, communes: list[Visitor]
) -> None:
    """Each process tells its own pages; afterwards news crosses again."""
    here, there = communes[0].line(farm.hubs[0].url), communes[1].line(farm.hubs[1].url)
    try:
        for visitor, line in ((communes[0], here), (communes[1], there)):
            assert come_in(visitor, line, meeting)["ok"]
        stop(farm.redis)
        assert Visitor(farm, "ct.mylung").sign_in().get("/").status_code == 200
        here.heard.clear()
        assert here.ask("room:lower", meeting=meeting)["ok"]
        assert here.hears("room:hand-lowered")
        assert ready(farm.url)["status"] == "ready"
        farm.redis = start_redis(farm.redis_port, farm.folder)
        here.heard.clear()

        def crosses() -> bool:
            there.ask("room:hand", meeting=meeting)
            there.ask("room:lower", meeting=meeting)
            return any(name == "room:hand-lowered" for name, _ in here.heard)

        assert until(crosses, 40)
    finally:
        here.close()
        there.close()


def test_when_a_process_dies_the_other_goes_on(
    farm: Farm, meeting: str, communes: list[Visitor]
) -> None:
    """The timetable moves, pages are answered, lines come back through nginx and sit again."""
    victim = farm.leaders()[0]
    other = 1 - victim
    visitors = communes[:4]
    lines = [visitor.line() for visitor in visitors]
    try:
        for visitor, line in zip(visitors, lines, strict=True):
            came = come_in(visitor, line, meeting)
            assert came["ok"], came
            line.connected.clear()
        farm.hubs[victim].kill()
        for _ in range(8):
            assert visitors[0].get("/meetings").status_code == 200
        assert until(lambda: any(line.connected.is_set() for line in lines))
        assert until(lambda: all(line.client.connected for line in lines))
        for visitor, line in zip(visitors, lines, strict=True):
            if line.connected.is_set():
                came = come_in(visitor, line, meeting)
                assert came["ok"], came
            assert line.ask("room:heartbeat", meeting=meeting)["ok"]
        assert until(lambda: "the timetable runs" in farm.logs()[other])
        farm.hubs[victim].start()
        back = f"127.0.0.1:{farm.hubs[victim].port}"
        assert until(lambda: visitors[0].get("/").headers["X-Answered-By"] == back)
    finally:
        for line in lines:
            line.close()


def _uuid(text: str):  # type: ignore[no-untyped-def]
    from uuid import UUID

    return UUID(text)
