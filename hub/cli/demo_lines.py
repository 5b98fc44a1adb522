"""What the demo's lines were like: tested just now; of months past sums only, no raw samples."""

import random
from datetime import datetime, timedelta
from typing import Final

from hub.attendance import service as attendance
from hub.cli.demo_presence import line_of
from hub.cli.demo_stage import Stage
from hub.core.ids import MeetingId
from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.quality import queries, service
from hub.quality.models import Grade
from hub.quality.rules import Cause, Course, Segment, TestResult

SEED: Final = 2021
#: Per place of a site: share of weak time in the first month and in the last, breaks, its cause.
TROUBLED: Final = {
    3: (0.32, 0.24, 1, Cause.DELAY),
    6: (0.30, 0.02, 1, Cause.JITTER),
    8: (0.04, 0.17, 0, Cause.LOSS),
    11: (0.08, 0.12, 3, Cause.FREEZE),
    14: (0.46, 0.38, 2, Cause.LOSS),
}


def come(stage: Stage, meeting_id: MeetingId, begin: datetime) -> None:
    """Let every site be in the room from a moment until the meeting closes."""
    with stage.runtime.read() as session:
        sites = meetings.sites_of(session, meeting_id)
    with stage.at(begin, SYSTEM) as uow:
        for site in sites:
            key = f"past-{site.id}"
            attendance.arrive(uow, site, connection=key, event_key=f"{key}-j"[-44:])


def keep(
    stage: Stage, meeting_id: MeetingId, begin: datetime, end: datetime, progress: float
) -> None:
    """Keep what the lines of a closed meeting added up to.

    `progress` runs from 0, the first month, to 1, the last: some lines mend, some get worse.
    """
    with stage.runtime.read() as session:
        sites = meetings.sites_of(session, meeting_id)
    chance = random.Random(f"{SEED}-{begin.month}")  # noqa: S311  (demo figures, no secret)
    found = {
        site.id: _measures(number, begin, end, progress, chance)
        for number, site in enumerate(sites)
    }
    with stage.at(end, SYSTEM) as uow:
        service.keep_sums(uow, meeting_id, found)


def _measures(
    number: int,
    begin: datetime,
    end: datetime,
    progress: float,
    chance: random.Random,
) -> queries.Measures:
    first, last, breaks, cause = TROUBLED.get(number, (0.01, 0.01, 0, Cause.JITTER))
    weak = (first + (last - first) * progress) * chance.uniform(0.7, 1.3)
    fair = min(0.9 - weak, weak / 2 + chance.uniform(0.0, 0.05))
    drops = chance.randint(0, breaks)
    total = (end - begin).total_seconds()
    lengths = {
        Grade.LOST: 40.0 * drops,
        Grade.POOR: total * weak,
        Grade.FAIR: total * fair,
    }
    lengths[Grade.GOOD] = total - sum(lengths.values())
    segments, reached = [], begin
    for grade in (Grade.GOOD, Grade.FAIR, Grade.POOR, Grade.LOST):
        until = reached + timedelta(seconds=lengths[grade])
        segments.append(Segment(reached, until, grade))
        reached = until
    seconds = {grade: round(lengths[grade]) for grade in Grade}
    causes = ((cause, seconds[Grade.POOR] + seconds[Grade.FAIR]), (Cause.SILENCE, 40 * drops))
    course = Course(tuple(segments), seconds, drops, tuple(each for each in causes if each[1]))
    delay = 380.0 if cause is Cause.DELAY else 45 + 400 * weak
    loss = 20 * weak if cause is Cause.LOSS else 2 * weak
    return queries.Measures(course, round(delay, 1), round(delay / 12, 1), round(loss, 2),
                            round(4.4 - 3 * weak, 2), 0)  # fmt: skip


def measure(stage: Stage, meeting_id: MeetingId) -> None:
    """Let the first sites of a meeting have tested their lines an hour ago."""
    with stage.runtime.read() as session:
        sites = meetings.sites_of(session, meeting_id)
    tested_at = stage.runtime.clock() - timedelta(hours=1)
    for number, site in enumerate(sites[:12]):
        rtt, loss = line_of(number)
        actor = stage.actor(Role.TECHNICIAN) if site.is_main else stage.leader(site.unit_id)
        with stage.at(tested_at + timedelta(minutes=number), actor) as uow:
            service.record_test(
                uow,
                site,
                TestResult(
                    rtt_ms=rtt, jitter_ms=rtt / 10, loss_pct=loss, up_kbps=2400 / (1 + loss),
                    down_kbps=5200 / (1 + loss), udp_open=True, camera="ok", microphone="ok",
                ),
            )  # fmt: skip
