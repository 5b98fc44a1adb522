"""Quality samples stored per second of CPU, against a bare insert into the same table.

    python bench/samples.py [--json]

The hub's way: judged, deduplicated, the line's state followed, committed durably; with one sample
per message (a meeting as it runs), with a thousand sites gathered into one unit of work, and with
thirty samples per message (browsers that were cut off). The yardstick: ready-made rows by
sqlite3's executemany, in one transaction.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.lines_stage import NOW, a_hub, a_meeting
from hub.core.unit_of_work import SYSTEM
from hub.meetings import queries as meetings
from hub.quality import service
from hub.quality.rules import Measurement

SITES, MESSAGES = 17, 40
BARE = """INSERT INTO quality_samples (meeting_id, meeting_site_id, connection, seq, at, rtt_ms,
jitter_ms, loss_pct, up_kbps, down_kbps, fps, mos, grade, causes, facts)
VALUES (?, ?, ?, ?, ?, 40.0, 4.0, 0.2, 480.0, 900.0, 20.0, 4.3, 'good', '', '{}')"""


def rate(do: Callable[[], int]) -> tuple[float, float]:
    """Return samples per second of CPU and of time on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    stored = do()
    return stored / (time.process_time() - cpu), stored / (time.perf_counter() - wall)


def measured(seq: int) -> Measurement:
    return Measurement(
        seq, rtt_ms=40.0, jitter_ms=4.0, loss_pct=0.2, up_kbps=480.0, down_kbps=900.0, fps=20.0,
        video_expected=True, facts={"path": "host/udp"},
    )  # fmt: skip


def by_the_hub(folder: Path, per_message: int) -> tuple[float, float]:
    runtime = a_hub(folder)
    meeting = a_meeting(runtime, SITES)
    with runtime.read() as session:
        sites = meetings.sites_of(session, meeting)

    def store() -> int:
        for number in range(MESSAGES):
            batch = [measured(1000 + number * per_message + each) for each in range(per_message)]
            for site in sites:
                with runtime.unit_of_work(SYSTEM) as uow:
                    service.record_samples(uow, site, f"c{site.position}", batch)
        return MESSAGES * per_message * SITES

    return rate(store)


def gathered(folder: Path, sites_wanted: int) -> tuple[float, float]:
    """One unit of work for a sample of every site: what a buffer of two seconds gives."""
    runtime = a_hub(folder)
    meeting = a_meeting(runtime, sites_wanted)
    with runtime.read() as session:
        sites = meetings.sites_of(session, meeting)

    def store() -> int:
        for seq in range(1000, 1006):
            batches = [service.Batch(site, f"c{site.position}", [measured(seq)]) for site in sites]
            with runtime.unit_of_work(SYSTEM) as uow:
                service.record_many(uow, batches)
        return 6 * len(sites)

    return rate(store)


def bare(folder: Path) -> tuple[float, float]:
    runtime = a_hub(folder)
    meeting = a_meeting(runtime, SITES)
    with runtime.read() as session:
        sites = [each.id.hex for each in meetings.sites_of(session, meeting)]
    plain = sqlite3.connect(runtime.settings.data_dir / "hub.sqlite3", isolation_level=None)
    plain.execute("PRAGMA synchronous=FULL")
    rows = [
        (meeting.hex, site, "c", seq, NOW.isoformat(" ")) for seq in range(2000) for site in sites
    ]

    def store() -> int:
        plain.execute("BEGIN IMMEDIATE")
        plain.executemany(BARE, rows)
        plain.execute("COMMIT")
        return len(rows)

    found = rate(store)
    plain.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    results = {}
    for name, do in (
        ("bare insert", bare),
        ("hub, 1 sample a message", lambda folder: by_the_hub(folder, 1)),
        ("hub, 1,000 sites gathered", lambda folder: gathered(folder, 1000)),
        ("hub, 30 samples a message", lambda folder: by_the_hub(folder, 30)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            results[name] = do(Path(folder))
    if as_json:
        print(
            json.dumps({name: [round(each) for each in found] for name, found in results.items()})
        )
        return
    limit = results["bare insert"][0]
    for name, (cpu, wall) in results.items():
        print(f"{name:28} {cpu:10,.0f} /s of CPU  {wall:10,.0f} /s on the wall  "
              f"{100 * cpu / limit:6.1f}% of bare")  # fmt: skip


if __name__ == "__main__":
    main()
