"""A conference of any size against a running hub: joining, samples, news, roll call, board.

    python bench/conference.py [--sites 200] [--seconds 20] [--json]

It stores a meeting whose people have signed in, starts `python -m hub serve`, and lets a crowd of
raw WebSocket clients (bench/crowd.py) do what the room page does on the live line: the handshake with
the session's cookie, `room:join` with a real token of the lobby, a sample each ten seconds, a sign
of life each fifteen; then the chair gives the floor, every site answers the roll and says it again with the
same keys, and the chair directs. The pages
themselves (HTML, scripts) are not part of it. Beside it the same crowd meets a server that only
answers (bench/echo.py). At the end the hub is killed with SIGKILL, and everything it acknowledged is
looked for in the database; then the hub is started anew and all come back.
"""

import argparse
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import func, select

from bench.board_query import shown_page
from bench.conference_stage import Conference, a_conference, a_hub, as_json
from hub.attendance.models import PresenceEvent, RollEntry
from hub.core.clock import system_clock
from hub.core.ids import MeetingId
from hub.core.runtime import Runtime
from hub.quality.models import LineState, QualitySample

ROOT = Path(__file__).parents[1]
#: Descriptors a process needs besides one for each site.
SPARE_FILES = 500
NEWS = "room:floor-granted"


class Crowd:
    """The process of the clients, told what to do line by line."""

    def __init__(self, port: int, conference: Conference) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "bench/crowd.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        content = {
            **json.loads(as_json(conference)),
            "port": port,
            "origin": f"http://127.0.0.1:{port}",
        }
        self.ask(json.dumps(content))

    def ask(self, line: str) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_s(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    line = next(
        each
        for each in Path(f"/proc/{pid}/status").read_text().splitlines()
        if each.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1024


def start_hub(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        hub = subprocess.Popen(
            [sys.executable, "-m", "hub", "serve"],
            env=environment,
            cwd=ROOT,
            stdout=file,
            stderr=file,
        )
    for _ in range(600):
        with (
            suppress(OSError),
            urllib.request.urlopen(
                f"http://127.0.0.1:{environment['HUB_PORT']}/healthz", timeout=5
            ),
        ):
            return hub
        if hub.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"the hub did not start: {log.read_text()[-2000:]}")


def phases(crowd: Crowd, pid: int, seconds: float, site: str, another: str) -> dict[str, Any]:
    """Join, measure, tell, call the roll; with the CPU seconds of the server in each."""
    found: dict[str, Any] = {}

    def take(name: str, command: str) -> None:
        before = cpu_s(pid)
        found[name] = crowd.ask(command)
        print(f"  {name}: {found[name]}", file=sys.stderr)
        found[name]["cpu_s"] = round(cpu_s(pid) - before, 2)

    take("join", "join 120")
    time.sleep(2)
    take("measure", f"measure {seconds}")
    take("broadcast", f"broadcast {NEWS} {site}")
    take("roll", "roll_call")
    take("roll_again", "roll_call")
    take("storm", f"storm {another}")
    return found


def board_query_ms(runtime: Runtime, meeting: str) -> float:
    """Return the time of what a page of the board asks for, the best of five looks.

    Once as the lines were at the last sample, once when all have been silent: the longer counts.
    """
    wanted = MeetingId(meeting_id(meeting))
    with runtime.read() as session:
        heard = session.scalar(select(func.max(LineState.at)).where(LineState.meeting_id == wanted))

    def look(now: datetime) -> float:
        begin = time.perf_counter()
        with runtime.read() as session:
            shown_page(session, wanted, now)
        return 1000 * (time.perf_counter() - begin)

    moments = (heard or system_clock(), system_clock() + timedelta(minutes=1))
    return max(min(look(moment) for _ in range(5)) for moment in moments)


def meeting_id(text: str) -> Any:
    from uuid import UUID

    return UUID(text)


def count_lost(runtime: Runtime, said: dict[str, Any]) -> dict[str, int]:
    """Return how many acknowledged joins, samples and answers are not in the database."""
    with runtime.read() as session:
        joins = {row[0]: str(row[1]) for row in session.execute(
            select(PresenceEvent.connection, PresenceEvent.meeting_site_id).where(PresenceEvent.kind == "join"))}  # fmt: skip
        counts = {row[0]: row[1] for row in session.execute(
            select(QualitySample.connection, func.count()).group_by(QualitySample.connection))}  # fmt: skip
        rolls = {str(row[0]): row[1] for row in session.execute(
            select(RollEntry.meeting_site_id, RollEntry.head_count))}  # fmt: skip
    return {
        "joins": sum(joins.get(connection) != site for connection, site in said["joins"].items()),
        "samples": sum(
            max(0, seq - counts.get(connection, 0)) for connection, seq in said["samples"].items()
        ),
        "rolls": sum(rolls.get(site) != heads for site, heads in said["rolls"].items()),
    }


def against_hub(sites: int, seconds: float, folder: Path) -> dict[str, Any]:
    port = a_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name == "HUB_DATABASE_URL" or not name.startswith("HUB_")},
        "HUB_DATA_DIR": str(folder), "HUB_PORT": str(port), "HUB_WORKERS": "1",
    }  # fmt: skip
    runtime = a_hub(environment, folder)
    conference = a_conference(runtime, sites)
    hub = start_hub(environment, folder / "hub.log")
    crowd = Crowd(port, conference)
    try:
        found = phases(
            crowd, hub.pid, seconds, conference.guests[0].site, conference.guests[-1].site
        )
        found["rss_mb"] = rss_mb(hub.pid)
        hub.send_signal(signal.SIGKILL)
        hub.wait()
        said = crowd.ask("acknowledged")
        found["board_query_ms"] = board_query_ms(runtime, conference.meeting)
        found["acknowledged"] = {
            name: sum(each.values()) if name == "samples" else len(each)
            for name, each in said.items()
        }
        found["lost"] = count_lost(runtime, said)
        hub = start_hub(environment, folder / "hub.log")
        before = cpu_s(hub.pid)
        found["restart"] = crowd.ask(f"come_back 120 {port}")
        found["restart"]["cpu_s"] = round(cpu_s(hub.pid) - before, 2)
        print(f"  restart: {found['restart']}", file=sys.stderr)
    finally:
        crowd.stop()
        hub.kill()
        hub.wait()
    return found


def against_echo(seconds: float, conference: Conference) -> dict[str, Any]:
    port = a_port()
    echo = subprocess.Popen(
        [sys.executable, str(ROOT / "bench/echo.py"), str(port)], stdout=subprocess.PIPE, text=True
    )
    assert echo.stdout and echo.stdout.readline()
    crowd = Crowd(port, conference)
    try:
        return {**phases(crowd, echo.pid, seconds, "nobody", "nobody"), "rss_mb": rss_mb(echo.pid)}
    finally:
        crowd.stop()
        echo.kill()
        echo.wait()


def figures(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "joined": found["join"]["joined"],
        "joined_s": round(found["join"]["joined_s"], 2),
        "samples_per_s": round(found["measure"]["per_s"], 1),
        "ack_p50_ms": found["measure"].get("p50_ms"),
        "ack_p99_ms": found["measure"].get("p99_ms"),
        "broadcast_ms": round(found["broadcast"]["broadcast_ms"], 1),
        "broadcast_heard": found["broadcast"]["heard"],
        "roll_call_s": round(found["roll"]["roll_call_s"], 2),
        "roll_answered": found["roll"]["answered"],
        "roll_again_s": round(found["roll_again"]["roll_call_s"], 2),
        "pages_asking": {
            name: each["asks"]
            for name, each in found["storm"].items()
            if isinstance(each, dict) and "asks" in each
        },
        "rss_mb": round(found["rss_mb"], 1),
        "cpu_s": {
            name: found[name]["cpu_s"] for name in ("join", "measure", "broadcast", "roll", "storm")
        },
    }


def enough_files(sites: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < sites + SPARE_FILES:
        raise SystemExit(
            f"{sites} sites need {sites + SPARE_FILES} open files in one process, and this system allows {hard}: "
            f"raise the hard limit (ulimit -Hn, LimitNOFILE) or ask for fewer sites."
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    enough_files(asked.sites)
    with tempfile.TemporaryDirectory() as folder:
        hub = against_hub(asked.sites, asked.seconds, Path(folder))
    guest_names = [str(number) for number in range(asked.sites + 1)]
    from bench.conference_stage import Guest

    nobody = Conference(
        "x" * 36,
        Guest("hub=x", "t" * 150, ""),
        [Guest("hub=x", "t" * 150, n) for n in guest_names[1:]],
    )
    bare = against_echo(asked.seconds, nobody)
    result = {
        "sites": asked.sites,
        **figures(hub),
        "board_query_ms": round(hub["board_query_ms"], 1),
        "acknowledged": hub["acknowledged"],
        "lost": sum(hub["lost"].values()),
        "lost_of": hub["lost"],
        "refused": hub["roll"]["refused"],
        "lost_lines": hub["roll"]["lost_lines"],
        "back_after_restart": {
            "joined": hub["restart"]["joined"],
            "joined_s": round(hub["restart"]["joined_s"], 2),
            "cpu_s": hub["restart"]["cpu_s"],
            "asked_for_state": hub["restart"]["untold"],
        },
        "bare": figures(bare),
    }
    if not asked.json:
        print(f"{asked.sites} sites{'':24}{'hub':>12}{'bare echo':>12}")
        for name, unit in (("joined_s", "s"), ("samples_per_s", "/s"), ("ack_p50_ms", "ms"), ("ack_p99_ms", "ms"),
                           ("broadcast_ms", "ms"), ("roll_call_s", "s"), ("roll_again_s", "s"), ("rss_mb", "MB")):  # fmt: skip
            print(f"  {name:26}{result[name]:>12} {unit:3}{result['bare'][name]:>9}")
        for name in ("join", "measure", "broadcast", "roll", "storm"):
            print(
                f"  {'CPU of ' + name:26}{result['cpu_s'][name]:>12} s  {result['bare']['cpu_s'][name]:>9}"
            )
        print(f"  {'board_query_ms':26}{result['board_query_ms']:>12} ms")
        print(
            f"  acknowledged {result['acknowledged']}, not found after SIGKILL {result['lost_of']}"
        )
        print(f"  pages that ask for the room after each change: {result['pages_asking']}")
        print(f"  back after a restart {result['back_after_restart']}")
        print(f"  refused {result['refused']}, lines lost {result['lost_lines']}")
    else:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
