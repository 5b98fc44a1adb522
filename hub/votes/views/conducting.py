"""The vote itself: opening, casting, counting, calling off; the panel in the room."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.attendance.rules import limits_of
from hub.core.errors import HubError, InvalidInput
from hub.core.ids import MeetingId, MotionId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.gateways.ballot_keys import BallotKeys
from hub.meetings import queries as meetings
from hub.votes import queries, rules, service
from hub.votes.errors import MayNotConduct, NoQuorumForVote
from hub.votes.forms import BallotForm, CancelForm, OpenForm, TelephoneBallotForm
from hub.votes.models import Secrecy
from hub.votes.views import pages
from hub.votes.views.showing import context_of
from hub.web import toast
from hub.web.access import for_participants, for_signed_in, neighbour, runtime, settings
from hub.web.body import is_fragment, submitted, typed
from hub.web.problems import is_program, status_of

#: Voters offered for the words somebody types.
FOUND = 20
#: Nothing of a ballot is kept, by the browser or in between.
NO_STORE = {"Cache-Control": "no-store"}


@pages.get("/meetings/<uuid:meeting_id>/votes/panel")
@for_participants
def panel(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the votes in the side panel of the room."""
    return render_template("votes/_panel.html", **context_of(actor, meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/open")
@for_signed_in
def open_voting(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Put a motion to the vote. Without a quorum the reason is asked for."""
    try:
        form = submitted(OpenForm)
        _open(actor, meeting_id, motion_id, form.reason or "")
    except (NoQuorumForVote, InvalidInput) as error:
        return _shown(actor, meeting_id, error, asked=motion_id)
    return _shown(actor, meeting_id)


def _open(actor: Actor, meeting_id: MeetingId, motion_id: MotionId, reason: str) -> None:
    with runtime().read() as session:
        meetings.glimpse_to_see(session, actor, meeting_id)
        secret = queries.get(session, meeting_id, motion_id).secrecy is Secrecy.SECRET
    keys = neighbour(BallotKeys)
    public_key = keys.make() if secret else b""
    try:
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            motion = queries.get_locked(uow.session, meeting.id, motion_id)
            service.open_voting(
                uow,
                meeting,
                motion,
                public_key=public_key,
                reason=reason,
                limits=limits_of(settings()),
            )
    except Exception:
        if secret:
            keys.destroy(public_key)
        raise


@pages.post("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/cast")
@for_signed_in
def cast(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Take a ballot; it is kept when the answer comes. Nothing of the choice is answered."""
    try:
        form = submitted(BallotForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            motion = queries.get_locked(uow.session, meeting.id, motion_id)
            service.cast(
                uow,
                meeting,
                motion,
                choice=form.choice,
                opinion=form.opinion,
                event_key=form.key,
            )
    except HubError as error:
        return _shown(actor, meeting_id, error)
    return _shown(actor, meeting_id)


@pages.get("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/voters")
@for_signed_in
def voters(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Return those of the name `q` who have not voted yet, to choose one where there are many."""
    words = request.args.get("q", "")[:100]
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        if not rules.may_conduct(actor, meeting):
            raise MayNotConduct
        motion = queries.get(session, meeting.id, motion_id)
        silent = queries.silent_voters(session, motion.id, words, most=FOUND)
    return render_template("votes/_voter_options.html", silent=silent)


@pages.post("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/telephone")
@for_signed_in
def cast_by_telephone(
    actor: Actor, meeting_id: MeetingId, motion_id: MotionId
) -> ResponseReturnValue:
    """Write down a ballot that was given by telephone."""
    try:
        form = submitted(TelephoneBallotForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            motion = queries.get_locked(uow.session, meeting.id, motion_id)
            voter = queries.get_voter(uow.session, motion.id, form.voter)
            service.cast_by_telephone(
                uow, meeting, motion, voter, choice=form.choice, opinion=form.opinion
            )
    except HubError as error:
        return _shown(actor, meeting_id, error)
    return _shown(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/close")
@for_signed_in
def close(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """End the vote and count it; then the key of a secret vote is destroyed."""
    keys = neighbour(BallotKeys)
    public_key = _key_of(actor, meeting_id, motion_id)
    private_key = keys.read(public_key) if public_key else None
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        motion = queries.get_locked(uow.session, meeting.id, motion_id)
        service.close_voting(uow, meeting, motion, private_key=private_key)
    keys.destroy(public_key)
    return _shown(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/cancel")
@for_signed_in
def cancel(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Call an open vote off; its ballots are destroyed uncounted."""
    form = submitted(CancelForm)
    public_key = _key_of(actor, meeting_id, motion_id)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        motion = queries.get_locked(uow.session, meeting.id, motion_id)
        service.cancel(uow, meeting, motion, reason=form.reason)
    neighbour(BallotKeys).destroy(public_key)
    said = _("The vote was called off. Its ballots were not counted.")
    if is_fragment():
        panel = render_template("votes/_panel.html", **context_of(actor, meeting_id))
        return panel, NO_STORE | toast.spoken(said, "warn")
    toast.say(said, "warn")
    return _shown(actor, meeting_id)


def _shown(
    actor: Actor,
    meeting_id: MeetingId,
    error: HubError | None = None,
    *,
    asked: MotionId | None = None,
) -> ResponseReturnValue:
    """Show the panel or the page again, with a refusal in it and what was typed.

    A ballot is not shown again: what was chosen is nobody else's business.
    """
    if error is not None and is_program():
        raise error
    if error is None and not is_fragment():
        return redirect(url_for(".of_meeting", meeting_id=meeting_id))
    again = typed() if asked else {}
    page = render_template(
        "votes/_panel.html" if is_fragment() else "votes/of_meeting.html",
        refusal=error.sentence if error else "",
        asked=asked,
        typed=again,
        mistakes=error.fields if isinstance(error, InvalidInput) else {},
        **context_of(actor, meeting_id),
    )
    return page, status_of(error) if error else 200, NO_STORE


def _key_of(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> bytes:
    """Return the public key of a motion; empty unless it is a secret vote that was opened."""
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        return queries.get(session, meeting.id, motion_id).public_key
