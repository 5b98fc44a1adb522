"""Who was in the demo's past meeting, and how good their lines were."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from hub.attendance import service as attendance
from hub.cli.demo_stage import Stage
from hub.core.ids import MeetingId
from hub.core.unit_of_work import SYSTEM, Actor, Role
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingSite
from hub.quality import service as quality
from hub.quality.rules import Measurement

SAMPLE_S: Final = 10
#: A browser whose line is bad sends at most thirty samples at once: five minutes of them.
WINDOW: Final = timedelta(minutes=5)
#: The same "chance" each time, so that two demo hubs show the same.
SEED: Final = 2021


@dataclass(frozen=True)
class Line:
    """What a site measured during one stay, a sample every ten seconds."""

    site: MeetingSite
    connection: str
    begin: datetime
    measured: Sequence[Measurement]

    def within(self, begin: datetime, end: datetime) -> list[Measurement]:
        """Return the samples of a stretch of time, as old as they are at its end."""
        aged = []
        for each in self.measured:
            at = self.begin + timedelta(seconds=SAMPLE_S * (each.seq + 1))
            if begin < at <= end:
                aged.append(replace(each, age_s=(end - at).total_seconds()))
        return aged


def attend(
    stage: Stage,
    meeting_id: MeetingId,
    starts_at: datetime,
    during: Callable[[], None] = lambda: None,
) -> None:
    """Let the sites of a meeting come and go, late, early or with a line that fails.

    `during` is done while all of them are there, half an hour after the beginning.
    """
    chance = random.Random(SEED)  # noqa: S311  (demo figures, no secret)
    with stage.runtime.read() as session:
        sites = meetings.sites_of(session, meeting_id)
    lines = []
    happens: list[tuple[datetime, Callable[[], None]]] = [
        (starts_at + timedelta(minutes=30), during)
    ]
    for number, site in enumerate(sites):
        if number == 5:  # noqa: PLR2004  (absent with a reason)
            continue
        actor = stage.actor(Role.TECHNICIAN) if site.is_main else stage.leader(site.unit_id)
        joined = starts_at + timedelta(minutes=12 if number == 11 else -chance.randint(1, 9))  # noqa: PLR2004
        left = starts_at + timedelta(minutes=48)
        stays = [(joined, left)]
        if number == 7:  # noqa: PLR2004  (a line that fails for four minutes)
            gap = starts_at + timedelta(minutes=21)
            stays = [(joined, gap), (gap + timedelta(minutes=4), left)]
        for part, (begin, end) in enumerate(stays):
            connection = f"demo-{site.id}-{part}"
            happens.append((begin, partial(_come, stage, actor, site, connection, begin)))
            lost = end < left
            happens.append((end, partial(_go, stage, actor, connection, end, lost=lost)))
            count = int((end - begin).total_seconds()) // SAMPLE_S
            measured = [_measured(seq, line_of(number), chance) for seq in range(count)]
            lines.append(Line(site, connection, begin, measured))
    for _at, happening in sorted(happens, key=lambda each: each[0]):
        happening()
    _record(stage, lines)


def _come(stage: Stage, actor: Actor, site: MeetingSite, connection: str, at: datetime) -> None:
    with stage.at(at, actor) as uow:
        attendance.arrive(
            uow,
            site,
            connection=connection,
            event_key=connection[-44:] + "-j",
            person_name=actor.name,
        )


def _go(stage: Stage, actor: Actor, connection: str, at: datetime, *, lost: bool) -> None:
    with stage.at(at, actor) as uow:
        attendance.leave(uow, connection, event_key=connection[-44:] + "-l", lost=lost)


def line_of(number: int) -> tuple[float, float]:
    """Return the usual round trip (ms) and loss (%) of a site."""
    return {3: (210.0, 2.4), 8: (95.0, 1.6), 14: (360.0, 6.5)}.get(number, (38.0, 0.2))


def _record(stage: Stage, lines: Sequence[Line]) -> None:
    """Keep what all sites measured, window by window."""
    begin = min(line.begin for line in lines)
    last = max(line.begin + timedelta(seconds=SAMPLE_S * len(line.measured)) for line in lines)
    while begin < last:
        end = min(begin + WINDOW, last)
        batches = [
            quality.Batch(line.site, line.connection, line.within(begin, end)) for line in lines
        ]
        with stage.at(end, SYSTEM) as uow:
            quality.record_many(uow, batches)
        begin = end


def _measured(seq: int, usual: tuple[float, float], chance: random.Random) -> Measurement:
    rtt, loss = usual
    bad = chance.random() < 0.04 and rtt > 60  # noqa: PLR2004
    return Measurement(
        seq=seq,
        rtt_ms=round(rtt * chance.uniform(0.8, 1.3) * (2 if bad else 1), 1),
        jitter_ms=round(rtt / 12 * chance.uniform(0.5, 1.6), 1),
        loss_pct=round(loss * chance.uniform(0.0, 2.0) * (3 if bad else 1), 2),
        concealed_pct=round(loss * chance.uniform(0.0, 1.2), 2),
        jitter_buffer_ms=42.0,
        up_kbps=round(chance.uniform(380, 520)),
        down_kbps=round(chance.uniform(700, 980)),
        fps=round(chance.uniform(17, 20) if loss < 5 else chance.uniform(8, 15), 1),  # noqa: PLR2004
        freeze_pct=0.0,
        video_expected=True,
        facts={
            "path": "host/udp",
            "width": 640,
            "height": 360,
            "camera": "640x360",
            "limit": "none",
            "picture_kbps": round(430 / (1 + loss / 4)),
        },
    )
