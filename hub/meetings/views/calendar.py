"""The week (lịch công tác tuần), the list of meetings, and the page of one meeting."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeVar
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.clock import midnight, to_wall_time, wall_date
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.core.workingdays import is_working_day
from hub.directory import queries as directory
from hub.meetings import queries, rules
from hub.meetings.models import Meeting, MeetingState, MeetingType
from hub.meetings.views import pages
from hub.meetings.views.boards import board, month
from hub.meetings.views.days import asked_day, asked_scope, is_in, monday_of
from hub.web.access import for_signed_in, runtime, settings
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of

NOON: Final = 12
WEEK: Final = timedelta(days=7)
K = TypeVar("K", MeetingState, MeetingType)


@dataclass
class Day:
    """One column of the week."""

    day: date
    is_today: bool
    is_free: bool
    morning: list[Meeting] = field(default_factory=list)
    afternoon: list[Meeting] = field(default_factory=list)

    @property
    def halves(self) -> tuple[list[Meeting], list[Meeting]]:
        """The two rows."""
        return self.morning, self.afternoon


@pages.get("/meetings")
@for_signed_in
def week(actor: Actor) -> ResponseReturnValue:
    """Show the meetings of a week as offices print them, or in another view."""
    views = {"list": _listing, "month": month, "board": board}
    other = views.get(request.args.get("view", ""))
    if other:
        return other(actor)
    today = wall_date(runtime().clock())
    monday = monday_of(asked_day(today))
    scope = asked_scope()
    with runtime().read() as session:
        found = queries.between(session, actor, midnight(monday), midnight(monday + WEEK))
        meetings = [each for each in found if is_in(scope, actor, each)]
        return render_template(
            "meetings/week.html",
            days=_days(monday, today, meetings),
            monday=monday,
            this_monday=monday_of(today),
            scope=scope,
            total=len(meetings),
            sites=queries.site_counts(session, [each.id for each in meetings]),
            may_schedule=rules.may_schedule(actor),
            movable={each.id for each in meetings if _may_give_time(actor, each)},
        )


@pages.get("/meetings/<uuid:meeting_id>")
@for_signed_in
def show(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show a meeting, where it is in its life, and the button of the one whose turn it is."""
    now = runtime().clock()
    with runtime().read() as session:
        meeting = queries.get_to_see(session, actor, MeetingId(meeting_id))
        return render_template(
            "meetings/show.html",
            meeting=meeting,
            members=[each for each in meeting.sites if each.is_member],
            chair_title=directory.title_of(session, meeting.chair_id, meeting.host_unit_id),
            secretary_title=directory.title_of(session, meeting.secretary_id, meeting.host_unit_id),
            gaps=rules.gaps(rules.plan_of(meeting)),
            can=_possibilities(actor, meeting),
            is_short_notice=rules.is_short_notice(
                meeting.starts_at, meeting.invited_at or now, settings().holidays
            ),
            latest_sending=rules.latest_sending(meeting.starts_at, settings().holidays),
            is_over=meeting.ends_at < now,
        )


def _may_give_time(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor can put the meeting at another time in the calendar."""
    now = runtime().clock()
    if not rules.may_arrange(actor, meeting) or meeting.state is MeetingState.POSTPONED:
        return False
    if rules.was_invited(meeting):
        return rules.can_move(meeting, now)
    return rules.can_edit(meeting, now)


def _listing(actor: Actor) -> ResponseReturnValue:
    asked = queries.Listed(
        query=request.args.get("q", "").strip()[:100],
        state=_one_of(MeetingState, request.args.get("state", "")),
        type=_one_of(MeetingType, request.args.get("type", "")),
    )
    number = asked_page()
    with runtime().read() as session:
        rows, total = queries.listed(session, actor, asked, offset=offset_of(number))
        return render_template(
            "meetings/list.html",
            page=Page(rows, number, total, PER_PAGE),
            asked=asked,
            sites=queries.site_counts(session, [each.id for each in rows]),
            may_schedule=rules.may_schedule(actor),
        )


def _possibilities(actor: Actor, meeting: Meeting) -> dict[str, bool]:
    """Tell which buttons the page offers."""
    now = runtime().clock()
    arranges, chairs = rules.may_arrange(actor, meeting), rules.may_chair(actor, meeting)
    calls_off = rules.may_call_off(actor, meeting)
    return {
        "edit": arranges and rules.can_edit(meeting, now),
        "submit": arranges and rules.can_submit(meeting),
        "decide": chairs and rules.can_decide(meeting),
        "invite": arranges and rules.can_invite(meeting, now),
        "move": arranges and rules.can_move(meeting, now),
        "postpone": calls_off and rules.can_postpone(meeting, now),
        "cancel": calls_off and rules.can_cancel(meeting),
        "host": rules.is_of_host(actor, meeting),
        "enter": rules.is_open(meeting) or rules.can_open(meeting, now),
    }


def _days(monday: date, today: date, meetings: Sequence[Meeting]) -> list[Day]:
    holidays = settings().holidays
    days = [
        Day(day, day == today, not is_working_day(day, holidays))
        for day in (monday + timedelta(days=each) for each in range(7))
    ]
    for meeting in meetings:
        start = to_wall_time(meeting.starts_at)
        column = days[max(0, (start.date() - monday).days)]
        half = column.morning if start.hour < NOON else column.afternoon
        half.append(meeting)
    return days


def _one_of(kind: type[K], value: str) -> K | None:
    try:
        return kind(value) if value else None
    except ValueError:
        return None
