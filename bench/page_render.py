"""What a page costs: CPU time of real pages against a bare Flask answer in the same run.

    python bench/page_render.py [--json]

Uses an in-process client on a demonstration database, so it measures the hub, not sockets.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

sys.path.insert(0, str(Path(__file__).parents[1]))

from hub.accounts import queries as accounts
from hub.accounts.models import SignIn
from hub.app import create_app, create_runtime, create_socketio
from hub.core import catalogue
from hub.core.db import make_engine
from hub.core.ids import SignInId, new_id
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.directory import queries as directory
from hub.gateways.mail import Mailer, NoMailer
from hub.gateways.media.interface import MediaGateway
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers

ROOT = Path(__file__).parents[1]
ROUNDS = 200


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

    def when_restarted(self, _then: Callable[[], None]) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "hello")
    bare_client = bare.test_client()
    floor = cpu_ms(lambda: bare_client.get("/"), 2000)
    with tempfile.TemporaryDirectory() as folder:
        results = {"bare Flask": floor, **pages(Path(folder))}
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
    neighbours = {
        Storage: Storage(settings.files_dir),
        Workers: None,
        MediaGateway: Carrying(),
        Mailer: NoMailer(),
    }
    app = create_app(runtime, create_socketio(settings, async_mode="threading"), neighbours)
    client = app.test_client()
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


if __name__ == "__main__":
    main()
