"""Attendance of 17 and of 10,598 sites: worked out anew from all that was heard, and as a page.

    python bench/attendance.py [--json]

Some 46,000 joins, leaves, lost lines, silences and returns of several devices per site. The
yardstick runs in the same process on the same file with the standard library's sqlite3: the bare
fetch of the same rows as tuples, nothing worked out. CPU time, best of many.
"""

import argparse
import json
import random
import sqlite3
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import insert, select

from bench.board_query import best_ms
from bench.lines_stage import EIGHT, NOW, a_hub, a_meeting
from hub.attendance import queries, rules
from hub.attendance.models import Presence, PresenceEvent
from hub.attendance.models import PresenceEventKind as Kind
from hub.core.ids import MeetingId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingSite

SIZES = (17, 10_598)
LIVES = (
    (Kind.JOIN, Kind.LEAVE),
    (Kind.JOIN, Kind.LOST),
    (Kind.JOIN, Kind.SILENT, Kind.BACK, Kind.LEAVE),
    (Kind.JOIN, Kind.SILENT, Kind.LOST),
)
EVENTS = """SELECT id, meeting_site_id, connection, kind, at FROM presence_events
            WHERE meeting_id = ? ORDER BY id"""
STAYS = """SELECT s.id, s.position, i.name, u.short_name, p.joined_at, p.left_at, p.lost, p.estimated
           FROM meeting_sites s JOIN sites i ON i.id = s.site_id JOIN units u ON u.id = s.unit_id
           LEFT JOIN presences p ON p.meeting_site_id = s.id
           WHERE s.meeting_id = ? ORDER BY s.position, p.joined_at"""


def hear(runtime: Runtime, meeting: MeetingId) -> int:
    """Store a log of joins and leaves and the stays that follow from it; return how many events."""
    chance = random.Random(2021)
    with runtime.read() as session:
        sites = session.scalars(select(MeetingSite.id).filter_by(meeting_id=meeting)).all()
    events = []
    for site in sites:
        for device in range(chance.choice((1, 1, 2))):
            at = EIGHT + timedelta(seconds=chance.randint(-600, 600))
            for kind in (*chance.choice(LIVES), *(chance.choice(LIVES) if device else ())):
                connection = f"{site.hex}{device}"
                events.append({"id": new_id(), "event_key": f"{kind}{new_id().hex}",
                    "meeting_id": meeting, "meeting_site_id": site, "connection": connection,
                    "kind": kind, "at": at})  # fmt: skip
                at += timedelta(seconds=chance.randint(20, 900))
    heard = [rules.Heard(each["id"], each["meeting_site_id"], each["connection"], each["kind"],
                         each["at"]) for each in events]  # fmt: skip
    stays = [
        {"id": new_id(), "meeting_id": meeting, "meeting_site_id": site,
         "connection": new_id().hex, "person_name": "", "joined_at": each.start,
         "seen_at": each.end or NOW, "left_at": each.end, "lost": each.lost,
         "estimated": each.estimated}
        for site, found in rules.stays_from(heard).items() for each in found
    ]  # fmt: skip
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.execute(insert(PresenceEvent), events)
        uow.session.execute(insert(Presence), stays)
    return len(events)


def measure(sites: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        runtime = a_hub(Path(folder))
        meeting = a_meeting(runtime, sites)
        events = hear(runtime, meeting)
        plain = sqlite3.connect(runtime.settings.data_dir / "hub.sqlite3")
        rounds = 100 if sites < 100 else 7

        def rebuilt() -> int:
            with runtime.read() as session:
                found = rules.stays_from(queries.heard_in(session, meeting))
            grace = rules.DEFAULT.line_grace
            return len([rules.merge_intervals(each, grace) for each in found.values()])

        def page() -> int:
            with runtime.read() as session:
                held = meetings.get(session, meeting)
                return len(queries.summary(session, held, now=NOW).sites)

        assert rebuilt() == page() == sites
        result = {
            "events": events,
            "rebuilt_ms": best_ms(rebuilt, rounds),
            "events_fetched_ms": best_ms(
                lambda: plain.execute(EVENTS, (meeting.hex,)).fetchall(), rounds
            ),
            "summary_ms": best_ms(page, rounds),
            "stays_fetched_ms": best_ms(
                lambda: plain.execute(STAYS, (meeting.hex,)).fetchall(), rounds
            ),
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
    for sites, each in found.items():
        for name, took, bare in (
            ("stays from the log", each["rebuilt_ms"], each["events_fetched_ms"]),
            ("attendance page", each["summary_ms"], each["stays_fetched_ms"]),
        ):
            print(f"{sites:>7} sites {each['events']:>7} events  {name:<20} {took:8.2f} ms CPU   "
                  f"bare fetch {bare:8.2f} ms   {took / bare:5.1f} x")  # fmt: skip


if __name__ == "__main__":
    main()
