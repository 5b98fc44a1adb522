"""The panels beside the pictures: speaking queue, waiting sites, documents at hand."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.documents import queries as meeting_documents
from hub.documents import rules as document_rules
from hub.gateways.media.interface import MediaGateway
from hub.meetings import queries as meetings
from hub.rooms import queries, rules
from hub.rooms.errors import NotTheModerator
from hub.rooms.models import Turn
from hub.rooms.queries import Speech
from hub.rooms.views import pages
from hub.rooms.views.room import site_name
from hub.web.access import for_participants, for_signed_in, neighbour, runtime

#: Sites in one list of a panel; where there are more, one is found by its name.
LISTED: Final = 50


@pages.get("/meetings/<uuid:meeting_id>/room/queue")
@for_participants
def queue(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show who speaks, who waits, which questions are open, and the agenda as it runs."""
    now = runtime().clock()
    with runtime().read() as session:
        stage = queries.stage_aside(session, actor, meeting_id)
        speeches = queries.speeches(session, meeting_id)
        times = queries.item_times(session, stage.meeting, now)
        moderates = rules.may_moderate(actor, stage.meeting)
        words = request.args.get("q", "")[:100]
        listed = queries.seats_in_room(session, meeting_id, words, most=LISTED) if moderates else []
    own = stage.own
    return render_template(
        "rooms/_queue.html",
        meeting=stage.meeting,
        stage=stage,
        names={site.id: site_name(site) for site in (*stage.sites, *(each for each, _ in listed))},
        hands=stage.queue[: queries.HANDS],
        listed=listed,
        words=words,
        searches=not stage.is_whole,
        speeches=[each for each in speeches if each.ended_at],
        speech=next((each for each in speeches if each.ended_at is None), None),
        open_questions=_unanswered(speeches),
        times=times,
        now=now,
        moderates=moderates,
        own=own,
        own_hand=next(
            (each for each in stage.queue if own and each.meeting_site_id == own.id), None
        ),
        question=Turn.QUESTION,
        elsewhere=bool(runtime().settings.conference),
    )


@pages.get("/meetings/<uuid:meeting_id>/room/waiting")
@for_signed_in
def waiting(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the sites that ask to be let in. Raises NotTheModerator."""
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        if not rules.may_moderate(actor, meeting):
            raise NotTheModerator
        seats = queries.seats_waiting(session, meeting_id)
        listed = seats[:LISTED]
        sites = meetings.sites_among(session, meeting_id, {each.meeting_site_id for each in listed})
    return render_template(
        "rooms/_waiting.html",
        meeting=meeting,
        names={site.id: site_name(site) for site in sites},
        waiting=listed,
        count=len(seats),
    )


class Node(NamedTuple):
    """A media node as the panel shows it."""

    address: str
    name: str
    answers: bool
    is_here: bool
    load: queries.NodeLoad


@pages.get("/meetings/<uuid:meeting_id>/room/media-nodes")
@for_signed_in
def media_nodes(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the media nodes with what they carry, to move the meeting. Raises NotTheModerator."""
    gateway = neighbour(MediaGateway)  # type: ignore[type-abstract]
    answers = {} if runtime().settings.conference else gateway.nodes()
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        if not rules.may_moderate(actor, meeting):
            raise NotTheModerator
        here = queries.media_nodes_of(session, [meeting_id]).get(meeting_id, ())
        loads = queries.node_loads(session)
    return render_template(
        "rooms/_media_nodes.html",
        meeting=meeting,
        nodes=_nodes(answers, here, loads),
        is_alone=here == here[:1],
    )


def _nodes(
    answers: Mapping[str, bool], here: Sequence[str], loads: Mapping[str, queries.NodeLoad]
) -> list[Node]:
    nothing = queries.NodeLoad(0, 0)
    return [
        Node(each, urlsplit(each).netloc, does, each in here, loads.get(each, nothing))
        for each, does in answers.items()
    ]


@pages.get("/meetings/<uuid:meeting_id>/room/limits")
@for_signed_in
def limits(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show how long speakers have. Raises NotTheModerator."""
    with runtime().read() as session:
        stage = queries.stage_aside(session, actor, meeting_id)
        if not rules.may_moderate(actor, stage.meeting):
            raise NotTheModerator
        times = queries.item_times(session, stage.meeting, runtime().clock())
    minutes = stage.room.speech_minutes if stage.room else rules.SPEECH_MINUTES
    return render_template(
        "rooms/_limits.html", meeting=stage.meeting, minutes=minutes, times=times
    )


@pages.get("/meetings/<uuid:meeting_id>/room/documents")
@for_participants
def documents(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the documents of the meeting, to open beside the room or to show to all."""
    with runtime().read() as session:
        stage = queries.stage_aside(session, actor, meeting_id)
        found = meeting_documents.of_meeting(session, actor, meeting_id)
    own, now = stage.own, runtime().clock()
    return render_template(
        "rooms/_documents.html",
        meeting=stage.meeting,
        documents=found,
        showing=stage.showing,
        presents=rules.may_present(actor, stage.meeting, own, stage.speaker_id),
        can_be_shown={
            each.id
            for each in found
            if document_rules.may_read(actor, stage.meeting, each, now)
            and meeting_documents.latest(each).media_type == "application/pdf"
        },
    )


def _unanswered(speeches: Sequence[Speech]) -> list[Speech]:
    """Return the questions that were put and nobody has answered."""
    answered = {each.question_id for each in speeches}
    return [
        each
        for each in speeches
        if each.turn is Turn.QUESTION and each.ended_at and each.id not in answered
    ]
