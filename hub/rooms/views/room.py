"""The room itself: the page, its state, the way back in."""

from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Actor
from hub.inbox import service as inbox
from hub.meetings import queries as meeting_queries
from hub.meetings import rules as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.quality import queries as quality
from hub.quality.models import LineMode
from hub.rooms import queries, rules, service
from hub.rooms.errors import NoSeat
from hub.rooms.events import OthersMuted
from hub.rooms.forms import LeavingForm
from hub.rooms.models import Layout
from hub.rooms.views import pages
from hub.rooms.views.media import media_facts
from hub.web.access import for_participants, for_signed_in, links, runtime
from hub.web.body import event_key, submitted

#: Sites offered for the words somebody types.
FOUND: Final = 20


@pages.get("/meetings/<uuid:meeting_id>/room")
@for_participants
def room(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the room to those who may be in it now; others go to the lobby.

    `?follow=1` watches without a seat. `mic` and `camera` say what the lobby left switched on.
    """
    now = runtime().clock()
    with runtime().read() as session:
        stage = queries.stage_to_see(session, actor, meeting_id)
        shown = queries.shown_to(session, actor, stage, runtime().clock())
        site = stage.own
        waiting = queries.count_waiting(session, actor, stage.meeting)
        begins_with = quality.mode_to_begin_with(session, site.id, now) if site else None
    follows = request.args.get("follow") == "1" and rules.may_follow(actor, stage.meeting)
    seat = stage.own_seat
    removed = seat is not None and seat.removed_at is not None
    if (
        not rules.is_lobby_open(stage.meeting, now)
        or not rules.may_come_in(actor, stage.meeting)
        or (not follows and (site is None or removed))
        or (not follows and site and not rules.is_admitted(stage.room, site, seat))
    ):
        return redirect(url_for("rooms.lobby", meeting_id=meeting_id))
    return render_template(
        "rooms/room.html",
        meeting=stage.meeting,
        site=None if follows else site,
        sites=stage.sites,
        is_whole=stage.is_whole,
        moderates=rules.may_moderate(actor, stage.meeting),
        records=meetings.may_record(actor, stage.meeting),
        token="" if follows or site is None else _way_in(runtime(), actor, stage.meeting, site),
        state=state_of(actor, stage, shown, "", waiting),
        warned_ahead_s=rules.WARNED_AHEAD_S,
        begins_with=begins_with,
        bridge=rules.bridge_of(stage.main),
        media=media_facts(actor),
    )


@pages.post("/meetings/<uuid:meeting_id>/room/way-in")
@for_participants
def way_in(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Give a fresh way in to a page whose line came back. Asking also shows that it has."""
    with runtime().read() as session:
        glimpse = meeting_queries.glimpse_to_see(session, actor, meeting_id)
    site = rules.seat_among(actor, glimpse.meeting, glimpse.sites)
    if site is None:
        raise NoSeat
    return {"token": _way_in(runtime(), actor, glimpse.meeting, site)}


@pages.post("/meetings/<uuid:meeting_id>/room/leave")
@for_participants
def leave_late(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Take note that a page went out on purpose while its line was lost: hand and floor end."""
    form = submitted(LeavingForm)
    with runtime().unit_of_work(actor) as uow:
        glimpse = meeting_queries.glimpse_to_see(uow.session, actor, meeting_id)
        site = rules.seat_among(actor, glimpse.meeting, glimpse.sites)
        seat = queries.find_seat(uow.session, site.id) if site else None

        def leave() -> dict[str, Any]:
            if seat is not None and seat.person_id == actor.person_id:
                service.leave_seat_late(uow, seat, form.connection)
            return {}

        return inbox.once(uow, event_key(), "rooms.leave-late", leave)


@pages.get("/meetings/<uuid:meeting_id>/room/state")
@for_participants
def state(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Return the room for a page that heard news of it.

    `connection` is the page's own; `first` the place from which on it shows sites.
    """
    now = runtime().clock()
    with runtime().read() as session:
        first = request.args.get("first", 0, int)
        stage = queries.stage_to_see(session, actor, meeting_id, first)
        shown = queries.shown_to(session, actor, stage, runtime().clock())
        refusal = queries.last_refusal(session, stage.own.id) if stage.own else None
        waiting = queries.count_waiting(session, actor, stage.meeting)
    state = state_of(actor, stage, shown, request.args.get("connection", ""), waiting)
    state["at"] = now.isoformat()
    if refusal is not None:
        state["refusal"] = {"number": refusal.number, "reason": refusal.refused_reason}
    return state


@pages.get("/meetings/<uuid:meeting_id>/room/sites")
@for_signed_in
def sites(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Return sites whose name has the words `q`, to choose one where there are too many to list."""
    with runtime().read() as session:
        meeting_queries.glimpse_to_see(session, actor, meeting_id)
        words = request.args.get("q", "")[:100]
        found = meeting_queries.sites_named(session, meeting_id, words, most=FOUND)
    return render_template("rooms/_site_options.html", sites=found)


def site_name(site: MeetingSite) -> str:
    """Return what a picture is labelled with: the unit; main site and guests by their own name."""
    return site.unit.short_name if site.is_member else site.site.name


def state_of(
    actor: Actor,
    stage: queries.Stage,
    shown: queries.Shown | None,
    connection: str,
    waiting: int,
) -> dict[str, Any]:
    """Return the room as the actor's page shows it."""
    seat, places = stage.own_seat, stage.places()
    return {
        **common_of(stage),
        "shown": _shown(actor, stage, shown) if shown else None,
        "waiting": waiting,
        "held": bool(seat and connection and seat.connection == connection),
        "removed": bool(seat and seat.removed_at),
        "asked": bool(seat and seat.unmute_asked_at),
        "first": stage.first,
        "sites": [_site(stage, site, places.get(site.id)) for site in stage.sites],
    }


def told_to_all(hub: Runtime, event: Any) -> dict[str, Any]:
    """Return what an event left of the room that every page would ask for, worked out once.

    `sites` are those that matter to all; `hands` how many are raised and how many of these are
    among them; `others_muted` that all other sites were; `shown` what is shown, as those invited
    see it. `site`, who speaks and who directs ask for themselves.
    """
    at = hub.clock()
    with hub.read() as session:
        stage = queries.stage_for_all(session, event.meeting_id)
        shown = queries.shown_to_invited(session, stage, at)
    site_id = getattr(event, "meeting_site_id", None)
    return {
        "site": _id(site_id),
        "stage": {
            **common_of(stage),
            "at": at.isoformat(),
            "shown": _described(shown, presents=False) if shown else None,
        },
        "sites": [_site(stage, site, None) for site in stage.sites],
        "hands": {"raised": len(stage.queue), "listed": queries.HANDS},
        "others_muted": isinstance(event, OthersMuted),
    }


def common_of(stage: queries.Stage) -> dict[str, Any]:
    """Return how the room stands for all pages alike."""
    room, speech = stage.room, stage.speech
    since = room.speaking_since if room else None
    return {
        "open": meetings.is_open(stage.meeting),
        "over": rules.is_over(stage.meeting),
        "speaker": _id(stage.speaker_id),
        "since": since.isoformat() if since else None,
        "turn": speech.turn.value if speech else None,
        "allotted": speech.allotted_s if speech else None,
        "layout": room.layout.value if room else Layout.SPEAKER.value,
        "pinned": _id(room.pinned_id) if room else None,
        "gallery": {"size": room.gallery_size, "page": room.gallery_page}
        if room
        else {"size": rules.GALLERY_SIZES[0], "page": None},
        "sharer": _id(room.sharer_id) if room else None,
        "item": _item(stage),
        "admission": bool(room and room.admission),
        "total": stage.total,
    }


def _id(value: object | None) -> str | None:
    return str(value) if value else None


def _item(stage: queries.Stage) -> dict[str, Any] | None:
    """Return the agenda item that is dealt with, since when, and how long it took before."""
    if stage.run is None:
        return None
    for number, item in enumerate(stage.meeting.agenda, 1):
        if item.id == stage.run.agenda_item_id:
            return {
                "id": str(item.id),
                "number": number,
                "title": item.title,
                "minutes": item.minutes,
                "since": stage.run.began_at.isoformat(),
                "before_s": int(stage.spent_before.total_seconds()),
            }
    return None


def _shown(actor: Actor, stage: queries.Stage, shown: queries.Shown) -> dict[str, Any]:
    """Return what is shown; to those who may not read it only that, and by whom."""
    showing = shown.showing
    presents = rules.may_moderate(actor, stage.meeting) or (
        showing.person_id == actor.person_id
        and showing.meeting_site_id is not None
        and showing.meeting_site_id == stage.speaker_id
    )
    return _described(shown, presents=presents)


def _described(shown: queries.Shown, *, presents: bool) -> dict[str, Any]:
    showing = shown.showing
    known = {"by": showing.person_name, "readable": shown.may_read, "presents": presents}
    if not shown.may_read:
        return known
    document_id = showing.document_id
    return {
        **known,
        "version": str(showing.version_id),
        "document": str(showing.document_id),
        "title": shown.title,
        "page": showing.page,
        "content": url_for("documents.content", document_id=document_id, number=shown.number),
        "reader": url_for("documents.show", document_id=document_id),
    }


def _site(stage: queries.Stage, site: MeetingSite, place: int | None) -> dict[str, Any]:
    seat = stage.seats.get(site.id)
    return {
        "id": str(site.id),
        "place": place,
        "name": site_name(site),
        "main": site.is_main,
        "person": seat.person_name if seat and not site.is_guest else "",
        "came": bool(seat and seat.taken_at),
        "here": bool(seat and seat.connection),
        "microphone": bool(seat and seat.microphone_on),
        "camera": bool(seat and seat.camera_on),
        "muted": bool(seat and seat.muted_by_chair),
        "removed": bool(seat and seat.removed_at),
        "hand": stage.number_of(site),
        "mode": stage.modes.get(site.id, LineMode.FULL).value,
    }


def _way_in(hub: Runtime, actor: Actor, meeting: Meeting, site: MeetingSite) -> str:
    payload = {
        "person": str(actor.person_id),
        "meeting": str(meeting.id),
        "site": str(site.id),
        "once": str(new_id()),
    }
    return links().sign(rules.WAY_IN, payload, expires_at=hub.clock() + rules.TOKEN_LASTS)
