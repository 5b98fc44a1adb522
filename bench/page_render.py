"""What a page costs: CPU time of real pages against a bare Flask answer in the same run.

    python bench/page_render.py [--json]
    python bench/page_render.py --sites 10598 [--json]

Uses an in-process client on a demonstration database, so it measures the hub, not sockets. With
`--sites` the pages of one conference of so many sites, all of them in the room, and what opening
and closing it cost; beside the time the rows that were read from the database.
"""

import argparse
import json
import os
import pickle
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, insert, select, update

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.conference_stage import a_conference
from hub.accounts import queries as accounts
from hub.accounts.models import SignIn
from hub.app import create_app, create_runtime, create_socketio
from hub.attendance.models import (
    Presence,
    PresenceEvent,
    PresenceEventKind,
    RollEntry,
    RollSource,
    RollStatus,
)
from hub.cli.schema import upgrade
from hub.core import catalogue
from hub.core.db import make_engine
from hub.core.errors import Unavailable
from hub.core.ids import MeetingId, SignInId, new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.directory import queries as directory
from hub.gateways.mail import Mailer, NoMailer
from hub.gateways.media.interface import MediaGateway
from hub.gateways.spreadsheets import to_xlsx
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.invitations.models import Answer, Invitation
from hub.meetings.models import Meeting, MeetingSite, MeetingState
from hub.quality.models import Grade, LineState, LineSummary
from hub.rooms.models import Room, Seat

ROOT = Path(__file__).parents[1]
ROUNDS = 200
FEW = 3


def cpu_ms(do: Callable[[], object], rounds: int = ROUNDS) -> float:
    for _ in range(10):
        do()
    begin = time.process_time()
    for _ in range(rounds):
        do()
    return (time.process_time() - begin) / rounds * 1000


class Carrying:
    """Stands where the media engine stands; these pages do not use it."""

    def alive(self) -> bool:
        return True

    takes_simulcast = True

    def when_restarted(self, _then: Callable[[], None]) -> None:
        pass

    def when_measured(self, _then: Callable[[object], None]) -> None:
        pass

    def keep_places_in(self, *_where: object) -> None:
        pass

    def close(self, _meeting: str) -> None:
        pass


class Elsewhere:
    """Stands where papers are printed and workbooks written: not in this process."""

    def run(self, function: Callable[..., object], *asked: object, **_how: object) -> bytes:
        if function is not to_xlsx:
            raise Unavailable
        return pickle.dumps(asked)  # what it costs to hand the work over


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sites", type=int, default=0)
    wanted = parser.parse_args()
    as_json = wanted.json
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "hello")
    bare_client = bare.test_client()
    floor = cpu_ms(lambda: bare_client.get("/"), 2000)
    with tempfile.TemporaryDirectory() as folder:
        found = national(Path(folder), wanted.sites) if wanted.sites else pages(Path(folder))
        results = {"bare Flask": floor, **found}
    if as_json:
        print(json.dumps({name: round(value, 3) for name, value in results.items()}))
        return
    for name, value in results.items():
        print(f"{name:38} {value:8.2f} ms CPU   {value / floor:6.1f} × bare")


def pages(folder: Path) -> dict[str, float]:
    catalogue.compile_all()
    settings = Settings(_env_file=None, data_dir=folder, base_url="http://localhost")
    subprocess.run(
        [sys.executable, "-m", "hub", "demo"],
        cwd=ROOT, env={**os.environ, "HUB_DATA_DIR": str(folder)}, check=True, capture_output=True,
    )  # fmt: skip
    runtime = create_runtime(make_engine(settings.database), settings)
    with runtime.unit_of_work(SYSTEM) as uow:
        account = accounts.by_username(uow.session, "chuyenvien")
        assert account is not None
        post = directory.posts_of(uow.session, account.person_id)[0]
        actor = directory.actor_of(uow.session, post.id)
        assert actor is not None
        uow.session.add(
            SignIn(
                id=SignInId(new_id()), person_id=account.person_id, post_id=post.id,
                token_sha256=accounts.sha256_of("bench"), created_at=uow.now, seen_at=uow.now,
            )
        )  # fmt: skip
    client = client_of(runtime)
    with client.session_transaction() as session:
        session["session"] = "bench"
    with runtime.read() as session:
        from hub.meetings import queries as meetings

        meeting = meetings.between(
            session, actor, runtime.clock().replace(year=2000), runtime.clock().replace(year=2100),
        )[0]  # fmt: skip
    addresses = {
        "overview": "/",
        "week calendar": "/meetings",
        "meeting": f"/meetings/{meeting.id}",
        "invitations of a meeting (17 sites)": f"/meetings/{meeting.id}/invitations",
        "attendance sheet (18 sites)": f"/meetings/{meeting.id}/attendance",
        "quality board (18 sites)": f"/meetings/{meeting.id}/quality",
    }
    measured = {}
    for name, path in addresses.items():
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        measured[name] = cpu_ms(lambda path=path: client.get(path), 50)
    return measured


def client_of(runtime: Runtime, *, use_cookies: bool = True) -> FlaskClient:
    neighbours = {
        Storage: Storage(runtime.settings.files_dir),
        Workers: Elsewhere(),
        MediaGateway: Carrying(),
        Mailer: NoMailer(),
    }
    socketio = create_socketio(runtime.settings, async_mode="threading")
    app = create_app(runtime, socketio, neighbours)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client(use_cookies=use_cookies)


def national(folder: Path, sites: int) -> dict[str, float]:
    """Measure the pages of a conference of so many sites, and its opening and closing."""
    catalogue.compile_all()
    settings = Settings(_env_file=None, data_dir=folder, base_url="http://localhost")
    upgrade(engine := make_engine(settings.database))
    runtime = create_runtime(engine, settings)
    conference = a_conference(runtime, sites)
    come_in(runtime, MeetingId(UUID(conference.meeting)))
    client, chair = client_of(runtime, use_cookies=False), conference.chair.cookie
    place = f"/meetings/{conference.meeting}"
    commune = conference.guests[sites // 2].cookie
    measured = {}
    for name, cookie, path in (
        ("room of a commune", commune, "/room"),
        ("its state", commune, "/room/state"),
        ("speaking queue of a commune", commune, "/room/queue"),
        ("lobby of a commune", commune, "/lobby"),
        ("  its door, asked again", commune, "/lobby/door"),
        ("  card of the roll", commune, "/attendance/call"),
        ("  votes of a commune", commune, "/votes/panel"),
        ("  messages of a commune", commune, "/messages/panel"),
        ("  documents of a commune", commune, "/room/documents"),
        ("  sites of a commune", commune, "/attendance/panel"),
        ("votes of the chair", chair, "/votes/panel"),
        ("messages of the chair", chair, "/messages/panel"),
        ("room of the chair", chair, "/room"),
        ("its state for the chair", chair, "/room/state"),
        ("attendance page of the chair", chair, "/attendance"),
        ("attendance wall", chair, "/wall"),
        ("from invitation to stay", chair, "/attendance/chain"),
        ("the same as XLSX", chair, "/attendance/chain?format=xlsx"),
        ("board of lines", chair, "/quality"),
        ("report of all lines", chair, "/quality/report"),
        ("the same as CSV", chair, "/quality/report?format=csv"),
    ):
        ask = asking(client, f"{place}{path}", cookie)
        with rows_read(engine) as rows:
            size = len(ask())
        begin = time.process_time()
        for _ in range(FEW):
            ask()
        took = (time.process_time() - begin) / FEW * 1000
        measured[f"{name} ({len(rows):,} rows, {size // 1024:,} kB)"] = took
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.execute(update(Meeting).values(state=MeetingState.INVITED, opened_at=None))
    answer_the_roll(runtime, MeetingId(UUID(conference.meeting)))
    for name, path in (
        ("opening", "open"),
        ("closing", "close"),
        ("freezing the attendance", "attendance/freeze"),
    ):
        begin = time.process_time()
        with writing(engine) as spells:
            answer = client.post(f"{place}/{path}", headers={"Cookie": chair})
        assert answer.status_code == 302, (name, answer.status_code, answer.text[-2000:])
        measured[name] = (time.process_time() - begin) * 1000
        measured[f"  of it the longest transaction of {name}"] = max(spells) * 1000
    return measured


def asking(client: FlaskClient, path: str, cookie: str) -> Callable[[], bytes]:
    def ask() -> bytes:
        answer = client.get(path, headers={"Cookie": cookie})
        assert answer.status_code == 200, (path, answer.status_code, answer.location)
        return answer.data

    return ask


@contextmanager
def rows_read(engine: Engine) -> Iterator[list[object]]:
    """Collect the rows that an engine's connections give out."""
    rows: list[object] = []

    def keep(_cursor: object, row: tuple[object, ...]) -> tuple[object, ...]:
        rows.append(row)
        return row

    def lend(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.row_factory = keep

    def give_back(connection: sqlite3.Connection | None, *_rest: object) -> None:
        if connection is not None:
            connection.row_factory = None

    event.listen(engine, "checkout", lend)
    event.listen(engine, "checkin", give_back)
    try:
        yield rows
    finally:
        event.remove(engine, "checkout", lend)
        event.remove(engine, "checkin", give_back)


@contextmanager
def writing(engine: Engine) -> Iterator[list[float]]:
    """Collect how many seconds each transaction lasted that wrote, by the clock."""
    spells: list[float] = []
    begun: dict[int, float] = {}

    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("hub_reading"):
            begun[id(connection)] = time.perf_counter()

    def end(connection: Connection) -> None:
        if id(connection) in begun:
            spells.append(time.perf_counter() - begun.pop(id(connection)))

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", end)
    try:
        yield spells
    finally:
        event.remove(engine, "begin", begin)
        event.remove(engine, "commit", end)


def answer_the_roll(runtime: Runtime, meeting_id: MeetingId) -> None:
    """Let every site have said that it is there, two people in its room."""
    with runtime.read() as session:
        places = session.scalars(
            select(MeetingSite.id).where(MeetingSite.meeting_id == meeting_id)
        ).all()
    with runtime.unit_of_work(SYSTEM) as uow:
        said = {"meeting_id": meeting_id, "status": RollStatus.ONLINE, "head_count": 2,
                "source": RollSource.SITE, "called_at": uow.now, "version": 1}  # fmt: skip
        uow.session.execute(
            insert(RollEntry),
            [{**said, "id": new_id(), "meeting_site_id": each} for each in places],
        )


def come_in(runtime: Runtime, meeting_id: MeetingId) -> None:
    """Let every site of a meeting be in the room, with a good line."""
    with runtime.read() as session:
        places = session.execute(
            select(MeetingSite.id, MeetingSite.position, MeetingSite.unit_id)
        ).all()
    with runtime.unit_of_work(SYSTEM) as uow:
        write, now = uow.session.execute, uow.now
        of = [{"meeting_id": meeting_id, "meeting_site_id": site, "connection": f"c{number}"}
              for site, number, _unit in places]  # fmt: skip
        write(insert(Invitation), [{"id": new_id(), "meeting_id": meeting_id, "unit_id": unit,
              "meeting_site_id": site, "link_serial": 1, "sent_at": now, "head_count": 2,
              "answer": Answer.ATTENDING, "answered_at": now, "version": 1}
              for site, number, unit in places if number])  # fmt: skip
        write(insert(Room), {"meeting_id": meeting_id, "opened_at": now, "version": 1})
        write(insert(Seat), [{**each, "id": new_id(), "person_name": "Nguyễn Văn An",
              "taken_at": now, "admitted_at": now} for each in of])  # fmt: skip
        write(insert(Presence), [{**each, "id": new_id(), "person_name": "Nguyễn Văn An",
              "joined_at": now, "seen_at": now, "lost": False, "estimated": False}
              for each in of])  # fmt: skip
        write(insert(PresenceEvent), [{**each, "id": new_id(), "event_key": f"in-{each['connection']}",
              "kind": PresenceEventKind.JOIN, "at": now} for each in of])  # fmt: skip
        write(insert(LineState), [{**each, "seq": 6, "at": now, "since": now, "grade": Grade.GOOD,
              "drops": 0} for each in of])  # fmt: skip
        write(insert(LineSummary), [{"meeting_id": meeting_id, "meeting_site_id": each["meeting_site_id"],
              "good_s": 3000, "fair_s": 600, "poor_s": 60, "lost_s": 12, "drops": 1, "rtt_ms": 40.0,
              "loss_pct": 0.5, "mos": 4.2, "grade": Grade.GOOD, "causes": [["delay", 60]]}
              for each in of])  # fmt: skip


if __name__ == "__main__":
    main()
