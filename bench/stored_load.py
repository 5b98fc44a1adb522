"""A long meeting's quality samples on disk: how large, and how fast the hub reads them back.

    python bench/stored_load.py [--sites 1000] [--hours 1] [--json]

One sample of every site each ten seconds, in the order they arrive, into a database made by the
hub's own migrations. Measured: the size of the table and its indexes before and after condensing
to minutes; the report of one line and of all, the sums made at the close and the overview, each
by the hub's own code and beside it by one SQL statement written by hand, with sqlite3, on the
same file in the same run. CPU time. The whole country for a morning is `--sites 10598 --hours 3`: 11.4 million rows, 6 GB of disk.
"""

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.lines_stage import EIGHT, a_meeting
from hub.app import create_runtime
from hub.cli.schema import upgrade
from hub.core.db import make_engine
from hub.core.ids import MeetingId
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting, MeetingState
from hub.quality import jobs, queries, rules, service

SAMPLE_S = 10
KINDS = 997
AUDITOR = replace(SYSTEM, roles=frozenset({Role.AUDITOR}))
COLUMNS = ("meeting_id", "meeting_site_id", "connection", "seq", "at", "rtt_ms", "jitter_ms",
           "loss_pct", "concealed_pct", "up_kbps", "down_kbps", "fps", "freeze_pct", "mos",
           "grade", "causes", "facts")  # fmt: skip
INSERT = (
    f"INSERT INTO quality_samples ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
)
#: What a report needs of each line: seconds of each grade, missing samples, means.
SUMS = """SELECT meeting_site_id, grade, 10 * count(*), total(missing), avg(rtt_ms), avg(jitter_ms),
       avg(loss_pct), avg(mos)
FROM (SELECT *, seq - 1 - lag(seq) OVER (PARTITION BY meeting_site_id ORDER BY at) AS missing
      FROM quality_samples WHERE meeting_id = :meeting {site}) GROUP BY meeting_site_id, grade"""
ONE = SUMS.format(site="AND meeting_site_id = :site")
ALL = SUMS.format(site="")
MINUTES = """SELECT meeting_site_id, 10 * sum(good), 10 * sum(fair), 10 * sum(poor), 10 * sum(lost),
       avg(rtt_ms), avg(jitter_ms), avg(loss_pct), avg(mos)
FROM quality_minutes WHERE {of} GROUP BY meeting_site_id"""
ONE_MINUTES = MINUTES.format(of="meeting_site_id = :site")
ALL_MINUTES = MINUTES.format(of="meeting_id = :meeting")
OVERVIEW = """SELECT s.unit_id, sum(good_s), sum(fair_s), sum(poor_s), sum(lost_s), sum(drops),
       avg(rtt_ms)
FROM line_summaries l JOIN meeting_sites s ON s.id = l.meeting_site_id
JOIN meetings m ON m.id = l.meeting_id WHERE m.starts_at >= :start AND m.starts_at < :end
GROUP BY s.unit_id"""


class Stage:
    """A hub with one meeting that is over, and its file opened beside it."""

    def __init__(self, folder: Path, sites: int, hours: float) -> None:
        self.end = EIGHT + timedelta(hours=hours)
        self.now = self.end + timedelta(minutes=1)
        settings = Settings(_env_file=None, data_dir=folder)
        engine = make_engine(settings.database)
        upgrade(engine)
        self.runtime: Runtime = create_runtime(engine, settings, clock=lambda: self.now)
        self.meeting_id: MeetingId = a_meeting(self.runtime, sites)
        with self.runtime.unit_of_work(SYSTEM) as uow:
            uow.session.execute(update(Meeting).values(
                state=MeetingState.ENDED, closed_at=self.end, ends_at=self.end))  # fmt: skip
        with self.runtime.read() as session:
            self.meeting = meetings.get(session, self.meeting_id)
            self.sites = [each.id for each in meetings.sites_of(session, self.meeting_id)]
        self.file = settings.data_dir / "hub.sqlite3"
        self.plain = sqlite3.connect(self.file, isolation_level=None)
        self.plain.execute("PRAGMA cache_size=-65536")

    def load(self, hours: float) -> int:
        """Write all samples, a tick of ten seconds after the other; return how many."""
        plain = sqlite3.connect(self.file, isolation_level=None)
        plain.execute("PRAGMA synchronous=OFF")
        plain.execute("PRAGMA cache_size=-1500000")
        plain.execute("BEGIN IMMEDIATE")
        kinds = kinds_of_samples()
        for tick in range(round(hours * 3600 / SAMPLE_S)):
            plain.executemany(INSERT, self._tick(tick, kinds))
        plain.execute("COMMIT")
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (stored,) = plain.execute("SELECT count(*) FROM quality_samples").fetchone()
        plain.close()
        return int(stored)

    def _tick(self, tick: int, kinds: list[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        """Yield one sample of each site; one line in ten breaks for three minutes."""
        meeting, begin = self.meeting_id.hex, EIGHT + timedelta(seconds=SAMPLE_S * tick)
        for place, site in enumerate(self.sites):
            if place % 10 == 0 and 100 <= tick < 118:
                continue
            at = begin + timedelta(microseconds=place * 9_999_000 // len(self.sites) + 1)
            moment = at.replace(tzinfo=None).isoformat(" ")
            # A kind lasts a few minutes: lines stay as they are for a while.
            kind = kinds[(place * 31 + tick // 24 * 7) % KINDS]
            yield (meeting, site.hex, f"line-{place:015}", tick + 1, moment, *kind)

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each table and index of samples and minutes."""
        return dict(self.plain.execute(
            "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE '%quality_%' GROUP BY name"
        ).fetchall())  # fmt: skip

    def by_hand(self, statement: str) -> Callable[[], int]:
        """Return a statement to run with the names a report knows."""
        names = {
            "meeting": self.meeting_id.hex, "site": self.sites[0].hex,
            "start": "2026-01-01 00:00:00.000000", "end": "2027-01-01 00:00:00.000000",
        }  # fmt: skip
        return lambda: len(self.plain.execute(statement, names).fetchall())

    def report(self) -> int:
        with self.runtime.read() as session:
            return queries.report(session, self.meeting, self.now).measured

    def report_of_site(self) -> int:
        with self.runtime.read() as session:
            site = queries.get_site(session, self.meeting_id, self.sites[0])
            found = queries.report_of_site(session, self.meeting, site, self.now)
        return len(found.course.segments) if found.course else 0

    def summarise(self) -> int:
        with self.runtime.unit_of_work(SYSTEM) as uow:
            service.sum_up_later(uow, MeetingClosed(self.meeting_id))
        return jobs.sum_lines_up(self.runtime)

    def overview(self) -> int:
        start, end = EIGHT - timedelta(days=100), EIGHT + timedelta(days=100)
        with self.runtime.read() as session:
            return queries.overview(session, AUDITOR, start, end).totals.seconds


def kinds_of_samples() -> list[tuple[object, ...]]:
    """Return judged samples as browsers tell them: most good, some fair, a few poor."""
    dice, found = random.Random(4), []
    for _ in range(KINDS):
        trouble = dice.choices((0, 1, 2), (85, 10, 5))[0]
        told = rules.Measurement(
            1, rtt_ms=round(dice.uniform(15, 90) + 130 * trouble, 1),
            jitter_ms=round(dice.uniform(1, 9), 1), loss_pct=round(dice.uniform(0, 0.6), 2),
            concealed_pct=round(dice.uniform(0, 0.5), 2), up_kbps=round(dice.uniform(400, 900), 1),
            down_kbps=round(dice.uniform(700, 1500), 1), fps=round(dice.uniform(18, 25), 1),
            freeze_pct=0.0, video_expected=True,
            facts={"path": "host/udp", "limit": "none", "width": 1280, "height": 720,
                   "camera": "1280x720", "picture_kbps": round(dice.uniform(500, 1100), 1),
                   "mode": "full"},
        )  # fmt: skip
        judged = rules.judge(told, rules.DEFAULT)
        found.append((
            told.rtt_ms, told.jitter_ms, told.loss_pct, told.concealed_pct, told.up_kbps,
            told.down_kbps, told.fps, told.freeze_pct, judged.mos, judged.grade.value,
            " ".join(judged.causes), json.dumps(dict(told.facts)),
        ))  # fmt: skip
    return found


def cpu_ms(do: Callable[[], int], rounds: int) -> float:
    """Return the least CPU time of some rounds, each of which must find something."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        assert do()
        times.append(time.process_time() - begin)
    return min(times) * 1000


def measure(sites: int, hours: float, folder: Path) -> dict[str, object]:
    stage = Stage(folder, sites, hours)
    begin = time.perf_counter()
    rows = stage.load(hours)
    found: dict[str, object] = {"sites": sites, "rows": rows,
                                "load_s": time.perf_counter() - begin}  # fmt: skip
    found["raw_bytes"] = stage.sizes()
    facts = stage.plain.execute("SELECT avg(length(facts)) FROM quality_samples").fetchone()
    found["facts_bytes_per_sample"] = facts[0]
    pairs: dict[str, tuple[float, float]] = {}

    def beside(name: str, hub: Callable[[], int], statement: str, rounds: int) -> None:
        pairs[name] = (cpu_ms(hub, rounds), cpu_ms(stage.by_hand(statement), rounds))

    beside("one line, samples", stage.report_of_site, ONE, 20)
    beside("all lines, samples", stage.report, ALL, 1)
    jobs.TURN_S = 0  # nobody else is here to have a turn
    beside("sums after the close", stage.summarise, ALL, 1)
    beside("overview of the year", stage.overview, OVERVIEW, 5)
    stage.now = stage.end + timedelta(days=stage.runtime.settings.quality_raw_days, minutes=1)
    begin, cpu = time.perf_counter(), time.process_time()
    assert jobs.condense_old_samples(stage.runtime) == rows
    found["condense_s"] = time.perf_counter() - begin
    found["condense_cpu_s"] = time.process_time() - cpu
    found["minute_bytes"] = stage.sizes()
    beside("one line, minutes", stage.report_of_site, ONE_MINUTES, 20)
    beside("all lines, minutes", stage.report, ALL_MINUTES, 1)
    found["cpu_ms"] = pairs
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(wanted.sites, wanted.hours, Path(folder))
    if wanted.json:
        print(json.dumps(found))
        return
    show(found)


def show(found: dict[str, object]) -> None:
    rows = found["rows"]
    print(f"{rows:,} samples of {found['sites']:,} sites, written in {found['load_s']:.0f} s")
    for title, each in (("samples", "raw_bytes"), ("after condensing", "minute_bytes")):
        sizes = found[each]
        whole = sum(sizes.values())
        print(f"{title}: {whole / 1e6:,.0f} MB, {whole / rows:.0f} B for each sample measured")
        for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
            print(f"    {name:58} {size / 1e6:9,.1f} MB  {size / rows:6.1f} B")
    print(f"facts: {found['facts_bytes_per_sample']:.0f} B of each sample")
    print(f"condensed in {found['condense_s']:.0f} s, {found['condense_cpu_s']:.0f} s of CPU")
    for name, (hub, by_hand) in found["cpu_ms"].items():
        print(f"{name:24} hub {hub:10,.1f} ms   by hand {by_hand:10,.1f} ms   {hub / by_hand:6.1f} x")  # fmt: skip


if __name__ == "__main__":
    main()
