"""The live board of lines with 17 and with 10,598 sites, against SQL written by hand.

    python bench/board_query.py [--json]

The yardstick runs in the same process on the same file with the standard library's sqlite3: one
statement that joins, filters and sorts, its rows fetched as plain tuples. CPU time, best of many.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy.orm import Session

from bench.lines_stage import NOW, a_hub, a_meeting
from hub.core.ids import MeetingId
from hub.quality import queries

SIZES = (17, 10_598)
BY_HAND = """
SELECT s.id, s.position, s.is_main, i.name, u.short_name, i.technician_name, i.technician_phone,
       l.grade, l.at, l.since, l.rtt_ms, l.jitter_ms, l.loss_pct, l.mos, l.fps, l.up_kbps,
       l.down_kbps, l.drops
FROM meeting_sites s JOIN sites i ON i.id = s.site_id JOIN units u ON u.id = s.unit_id
LEFT JOIN line_states l ON l.meeting_site_id = s.id
WHERE s.meeting_id = ?
ORDER BY CASE l.grade WHEN 'lost' THEN 0 WHEN 'poor' THEN 1 WHEN 'fair' THEN 2 WHEN 'good' THEN 3
         ELSE 4 END, l.mos, l.rtt_ms DESC, s.position
"""


def best_ms(do: Callable[[], object], rounds: int) -> float:
    do()
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        do()
        times.append(time.process_time() - begin)
    return min(times) * 1000


def shown_page(session: Session, meeting: MeetingId, now: datetime) -> int:
    """Ask for what the page of the board shows, as its view does; return the number of sites."""
    shown = queries.board_page(session, meeting, now)
    listed = [row.meeting_site_id for row in shown.rows]
    queries.last_tests(session, listed)
    queries.modes_at(session, listed)
    return shown.total


def measure(sites: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        runtime = a_hub(Path(folder))
        meeting = a_meeting(runtime, sites)
        plain = sqlite3.connect(runtime.settings.data_dir / "hub.sqlite3")
        rounds = 200 if sites < 100 else 15

        def board() -> int:
            with runtime.read() as session:
                return len(queries.board(session, meeting, NOW))

        def by_hand() -> int:
            return len(plain.execute(BY_HAND, (meeting.hex,)).fetchall())

        assert board() == by_hand() == sites

        def page() -> int:
            with runtime.read() as session:
                return shown_page(session, meeting, NOW)

        def all_lost() -> int:
            with runtime.read() as session:
                return shown_page(session, meeting, NOW + timedelta(minutes=1))

        assert page() == all_lost() == sites
        result = {
            "page_ms": best_ms(page, rounds),
            "lost_ms": best_ms(all_lost, rounds),
            "board_ms": best_ms(board, rounds),
            "by_hand_ms": best_ms(by_hand, rounds),
        }
        plain.close()
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    found = {sites: measure(sites) for sites in SIZES}
    if as_json:
        print(json.dumps(found))
        return
    for sites, result in found.items():
        ratio = result["board_ms"] / result["by_hand_ms"]
        print(f"{sites:>7} sites  page {result['page_ms']:7.2f} ms CPU   all lost {result['lost_ms']:7.2f} ms   board {result['board_ms']:8.2f} ms CPU   by hand "
              f"{result['by_hand_ms']:8.2f} ms   {ratio:5.1f} x")  # fmt: skip


if __name__ == "__main__":
    main()
