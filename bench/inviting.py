"""What it takes to invite every commune of the country to one meeting.

    python bench/inviting.py [--sites 10598] [--json]

The click of the scheduler, then the job that asks the units a few at a time, in a process of its
own as in a hub. Printed are the time and the memory of all, the longest time the one writer was
held and how many messages
wait in the outbox at the end.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import func, select, update

from bench.conference_stage import a_conference, a_hub
from hub.core.clock import system_clock
from hub.core.ids import MeetingId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Actor, Role, UnitOfWork
from hub.directory.models import Unit
from hub.invitations import jobs, queries
from hub.meetings import queries as meetings
from hub.meetings import service
from hub.meetings.models import Meeting, MeetingState
from hub.outbox.models import Channel, OutgoingMessage

WEEK = timedelta(days=7)


def approved(runtime: Runtime, sites: int) -> tuple[Actor, MeetingId]:
    """Store a meeting of so many sites that only waits for its invitations."""
    meeting_id = MeetingId(UUID(a_conference(runtime, sites).meeting))
    starts_at = system_clock() + WEEK
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.execute(update(Unit).values(email="vanthu@xa.example"))
        uow.session.execute(
            update(Meeting).values(
                state=MeetingState.APPROVED, opened_at=None, invited_at=None,
                starts_at=starts_at, ends_at=starts_at + timedelta(hours=3),
            )
        )  # fmt: skip
    with runtime.read() as session:
        meeting = meetings.get_alone(session, meeting_id)
    roles = frozenset({Role.SCHEDULER})
    return Actor(meeting.chair_id, None, meeting.host_unit_id, roles, "Văn phòng"), meeting_id


@contextmanager
def watched(held: list[float]) -> Iterator[None]:
    """Note how long each unit of work holds the one writer."""
    whole = Runtime.unit_of_work

    @contextmanager
    def timed(runtime: Runtime, actor: Actor) -> Iterator[UnitOfWork]:
        begin = time.perf_counter()
        with whole(runtime, actor) as uow:
            yield uow
        held.append(time.perf_counter() - begin)

    with patch.object(Runtime, "unit_of_work", timed):
        yield


def measure(sites: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {n: v for n, v in os.environ.items() if not n.startswith("HUB_")}
        runtime = a_hub({**environment, "HUB_DATA_DIR": folder}, Path(folder))
        actor, meeting_id = approved(runtime, sites)
        held: list[float] = []
        begin, cpu = time.perf_counter(), time.process_time()
        with watched(held):
            with runtime.unit_of_work(actor) as uow:
                service.invite(uow, meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting)
            jobs.ask_on(runtime)
        took_s, cpu_s = time.perf_counter() - begin, time.process_time() - cpu
        with runtime.read() as session:
            asked = queries.counts(session, meeting_id).invited
            posted = select(func.count()).select_from(OutgoingMessage)
            mails = session.scalar(
                posted.where(OutgoingMessage.channel == Channel.MAIL,
                             OutgoingMessage.key.contains(":sent:"))
            )  # fmt: skip
            messages = session.scalar(posted)
        assert asked == mails == sites
        return {
            "sites": sites,
            "took_s": round(took_s, 1),
            "cpu_s": round(cpu_s, 1),
            "click_ms": round(1000 * held[0], 1),
            "held_max_ms": round(1000 * max(held), 1),
            "held_median_ms": round(1000 * sorted(held)[len(held) // 2], 1),
            "units_of_work": len(held),
            "messages": messages or 0,
            "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=10_598)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(asked.sites)
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"  {name:16}{value:>12}")


if __name__ == "__main__":
    main()
