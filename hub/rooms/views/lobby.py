"""The lobby: preview, devices, the line test, waiting for the chair."""

import os
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.gateways.media.interface import MediaGateway, MediaUnavailable
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.meetings import service as meeting_service
from hub.meetings.models import MeetingSite, MeetingState
from hub.quality import rules as quality_rules
from hub.quality import service as quality
from hub.quality.forms import LineTestForm
from hub.rooms import queries, rules, service
from hub.rooms.errors import NoSeat
from hub.rooms.views import pages
from hub.rooms.views.media import media_facts
from hub.web import toast
from hub.web.access import for_participants, for_signed_in, neighbour, runtime
from hub.web.body import submitted
from hub.web.security import limited

#: What one request of the line test carries down; the page asks for more until time is up.
PIECE_KB: Final = 256
#: How often a lobby asks by itself whether one can go in; of many lobbies each asks seldom.
ASKED_AGAIN_S: Final = 20
ASKED_AGAIN_OF_MANY_S: Final = 900
#: Random bytes do not compress on the way; made once, since their randomness protects nothing.
PIECE: Final = os.urandom(PIECE_KB * 1024)


class Situation(StrEnum):
    """Why one can or cannot go in."""

    READY = "ready"
    WAIT = "wait"
    EARLY = "early"
    OVER = "over"
    CALLED_OFF = "called-off"
    REMOVED = "removed"
    NO_SEAT = "no-seat"
    KNOCK = "knock"
    WAITS = "waits"


def situation_of(actor: Actor, stage: queries.Stage, *, now: Any) -> Situation:
    """Return what the lobby says to the actor."""
    meeting = stage.meeting
    if rules.is_over(meeting):
        return Situation.OVER
    if meeting.state in {MeetingState.CANCELLED, MeetingState.POSTPONED}:
        return Situation.CALLED_OFF
    if not rules.is_lobby_open(meeting, now):
        return Situation.EARLY
    return _situation_at_the_door(actor, stage)


def _situation_at_the_door(actor: Actor, stage: queries.Stage) -> Situation:
    site, seat = stage.own, stage.own_seat
    if seat is not None and seat.removed_at is not None:
        return Situation.REMOVED
    if not rules.may_come_in(actor, stage.meeting):
        return Situation.WAIT
    if site is None:
        return Situation.NO_SEAT
    if rules.is_admitted(stage.room, site, seat):
        return Situation.READY
    return Situation.WAITS if seat and rules.is_waiting(seat) else Situation.KNOCK


@pages.get("/meetings/<uuid:meeting_id>/lobby")
@for_participants
def lobby(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the lobby, or why there is none."""
    facts = media_facts(actor)
    return render_template("rooms/lobby.html", media=facts, **_context(actor, meeting_id))


@pages.get("/meetings/<uuid:meeting_id>/lobby/door")
@for_participants
def door(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the part of the lobby that says whether one can go in; fetched again by itself."""
    return render_template("rooms/_door.html", **_context(actor, meeting_id))


def _context(actor: Actor, meeting_id: MeetingId) -> dict[str, Any]:
    now = runtime().clock()
    with runtime().read() as session:
        stage = queries.stage_aside(session, actor, meeting_id)
        here = queries.count_here(session, meeting_id)
        seat = stage.own_seat
        place = queries.place_in_line(session, seat) if seat and rules.is_waiting(seat) else 0
    held_by = seat.person_name if seat and seat.connection else ""
    return {
        "meeting": stage.meeting,
        "site": stage.own,
        "situation": situation_of(actor, stage, now=now).value,
        "held_by": held_by if seat and seat.person_id != actor.person_id else "",
        "is_here": bool(held_by) and seat is not None and seat.person_id == actor.person_id,
        "turned_away": seat.turned_away_reason if seat and seat.turned_away_at else "",
        "may_follow": rules.may_follow(actor, stage.meeting),
        "may_open": rules.may_moderate(actor, stage.meeting)
        and meeting_rules.can_open(stage.meeting, now),
        "here": here,
        "admission": bool(stage.room and stage.room.admission),
        "asked_again_s": ASKED_AGAIN_S if stage.is_whole else ASKED_AGAIN_OF_MANY_S,
        "place": place,
        "elsewhere": bool(runtime().settings.conference),
    }


@pages.post("/meetings/<uuid:meeting_id>/lobby/ask")
@for_participants
def ask_to_come_in(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Ask to be let into a room whose sites are let in one by one."""
    with runtime().unit_of_work(actor) as uow:
        glimpse = meetings.glimpse_to_see(uow.session, actor, meeting_id)
        service.ask_to_come_in(uow, glimpse.meeting, _own_site(actor, glimpse))
    return redirect(url_for("rooms.lobby", meeting_id=meeting_id))


@pages.get("/meetings/<uuid:meeting_id>/lobby/line")
@for_participants
def down(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Send a piece of incompressible data, for the line test: `kb` of it, all when not said."""
    _ensure_may_test(actor, meeting_id)
    size_kb = min(max(request.args.get("kb", PIECE_KB, int), 1), PIECE_KB)
    response = Response(PIECE[: size_kb * 1024], content_type="application/octet-stream")
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/meetings/<uuid:meeting_id>/lobby/line")
@for_participants
def up(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Take a piece of data, for the line test, and say how much arrived."""
    _ensure_may_test(actor, meeting_id)
    return {"bytes": len(request.get_data(cache=False))}


@pages.post("/meetings/<uuid:meeting_id>/lobby/test")
@for_participants
@limited("20 per minute")
def record_test(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Keep the result of the line test and say in words what the line is good for."""
    with runtime().read() as session:
        site = _own_site(actor, meetings.glimpse_to_see(session, actor, meeting_id))
    result = submitted(LineTestForm).result()
    with runtime().unit_of_work(actor) as uow:
        test = quality.record_test(uow, site, result)
    advice = quality_rules.advice_of(test.mode)
    return {
        "grade": test.grade.value,
        "sentence": _(quality_rules.sentence_of(test.grade)),
        "mode": test.mode.value if test.mode else "",
        "advice": _(advice) if advice else "",
    }


@pages.post("/meetings/<uuid:meeting_id>/close")
@for_signed_in
def close_meeting(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """End the meeting for everybody (bế mạc)."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        meeting_service.close_meeting(uow, meeting)
    with suppress(MediaUnavailable):  # without an engine nothing is left to close
        neighbour(MediaGateway).close(str(meeting_id))  # type: ignore[type-abstract]
    toast.say(_("The meeting has ended for all sites."))
    return redirect(url_for("rooms.lobby", meeting_id=meeting_id))


def _ensure_may_test(actor: Actor, meeting_id: MeetingId) -> None:
    with runtime().read() as session:
        meetings.glimpse_to_see(session, actor, meeting_id)


def _own_site(actor: Actor, glimpse: meetings.Glimpse) -> MeetingSite:
    """Return the site the actor sits at. Raises NoSeat."""
    site = rules.seat_among(actor, glimpse.meeting, glimpse.sites)
    if site is None:
        raise NoSeat
    return site
