"""Which days and whose meetings a view of the calendar is asked for."""

from datetime import date, timedelta
from typing import Final

from flask import request

from hub.core.clock import from_wall_date
from hub.core.unit_of_work import Actor
from hub.meetings.models import Meeting

#: Years the calendar turns to; others are typing mistakes.
YEARS: Final = range(2000, 2100)
SCOPES: Final = ("all", "ours", "asked")


def asked_day(today: date) -> date:
    """Return the day the reader asks for, today when there is none that can be read."""
    try:
        day = from_wall_date(request.args.get("day", ""))
    except ValueError:
        return today
    return day if day.year in YEARS else today


def asked_scope() -> str:
    """Return whose meetings are asked for: "all", "ours" or "asked"."""
    scope = request.args.get("scope", SCOPES[0])
    return scope if scope in SCOPES else SCOPES[0]


def is_in(scope: str, actor: Actor, meeting: Meeting) -> bool:
    """Tell whether a meeting belongs to what is asked for."""
    ours = meeting.host_unit_id == actor.unit_id
    return scope == "all" or (ours if scope == "ours" else not ours)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
