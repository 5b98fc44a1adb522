"""The month, and the sites of a day by the hour."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.clock import midnight, to_wall_time, wall_date
from hub.core.unit_of_work import Actor
from hub.core.workingdays import is_working_day
from hub.meetings import queries, rules
from hub.meetings.models import Meeting, MeetingState
from hub.meetings.rules import Span
from hub.meetings.views.days import asked_day, asked_scope, is_in, monday_of
from hub.web.access import runtime, settings
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of

A_DAY = timedelta(days=1)
CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})


@dataclass
class MonthDay:
    """One cell of the month."""

    day: date
    is_other: bool
    is_today: bool
    is_free: bool
    meetings: list[Meeting] = field(default_factory=list)


def month(actor: Actor) -> ResponseReturnValue:
    """Show a month in weeks from Monday to Sunday."""
    today = wall_date(runtime().clock())
    first = asked_day(today).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    start, end = monday_of(first), monday_of(following - A_DAY) + timedelta(days=7)
    scope = asked_scope()
    with runtime().read() as session:
        found = queries.between(session, actor, midnight(start), midnight(end))
        meetings = [each for each in found if is_in(scope, actor, each)]
        return render_template(
            "meetings/month.html",
            weeks=_weeks(start, end, first, today, meetings),
            first=first,
            previous=(first - A_DAY).replace(day=1),
            following=following,
            is_this=first == today.replace(day=1),
            scope=scope,
            total=len(meetings),
            may_schedule=rules.may_schedule(actor),
        )


def board(actor: Actor) -> ResponseReturnValue:
    """Show which site is asked to which meeting of a day, by the hour."""
    today = wall_date(runtime().clock())
    day = asked_day(today)
    number = asked_page()
    with runtime().read() as session:
        found = queries.between(session, actor, midnight(day), midnight(day + A_DAY))
        meetings = {each.id: each for each in found if each.state not in CALLED_OFF}
        sites, total = queries.site_days(
            session, list(meetings), offset=offset_of(number), most=PER_PAGE
        )
        spans = {key: _span(each, midnight(day)) for key, each in meetings.items()}
        hours = rules.hours_of(list(spans.values()))
        rows = [
            (site.name, rules.lanes([spans[each] for each in site.meetings], hours))
            for site in sites
        ]
        return render_template(
            "meetings/board.html",
            day=day,
            is_today=day == today,
            hours=hours,
            page=Page(rows, number, total, PER_PAGE),
            may_schedule=rules.may_schedule(actor),
        )


def _span(meeting: Meeting, start_of_day: datetime) -> Span[Meeting]:
    end_of_day = start_of_day + A_DAY
    begins = to_wall_time(max(meeting.starts_at, start_of_day))
    last = to_wall_time(min(meeting.ends_at, end_of_day) - timedelta(minutes=1))
    return Span(begins.hour, max(last.hour, begins.hour) + 1, meeting)


def _weeks(
    start: date, end: date, first: date, today: date, meetings: Sequence[Meeting]
) -> list[list[MonthDay]]:
    holidays = settings().holidays
    days = [
        MonthDay(day, day.month != first.month, day == today, not is_working_day(day, holidays))
        for day in (start + timedelta(days=each) for each in range((end - start).days))
    ]
    for meeting in meetings:
        place = (wall_date(meeting.starts_at) - start).days
        days[max(0, place)].meetings.append(meeting)
    return [days[at : at + 7] for at in range(0, len(days), 7)]
