"""The numbers attendance is judged by. Every one is a setting of the installation."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hub.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """How late is late, how short a gap is none, how many make a quorum.

    `silence` is longer than a browser needs to come back by itself after its network changed.
    The quorum of two thirds is a proposal; an office with another rule sets its own.
    """

    late_after: timedelta = timedelta(minutes=5)
    early_before: timedelta = timedelta(minutes=5)
    line_grace: timedelta = timedelta(seconds=60)
    silence: timedelta = timedelta(seconds=60)
    quorum: tuple[int, int] = (2, 3)


DEFAULT: Final = Limits()


def limits_of(settings: Settings) -> Limits:
    """Return the limits of an installation."""
    return Limits(
        timedelta(minutes=settings.attendance_late_minutes),
        timedelta(minutes=settings.attendance_early_minutes),
        timedelta(seconds=settings.attendance_grace_s),
        timedelta(seconds=settings.attendance_silence_s),
        settings.attendance_quorum,
    )
