"""A document shown to all sites in step, from its own reader page: begin, turn, stop, follow."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId, VersionId
from hub.core.unit_of_work import Actor
from hub.documents import queries as documents
from hub.meetings.models import MeetingSite, MeetingState
from hub.rooms import queries, rules, service
from hub.rooms.forms import ReaderPageForm, ReaderPresentForm
from hub.rooms.views import pages
from hub.web.access import for_participants, for_signed_in, runtime
from hub.web.body import submitted


@pages.get("/meetings/<uuid:meeting_id>/room/in-step/<uuid:version_id>")
@for_participants
def in_step(actor: Actor, meeting_id: MeetingId, version_id: VersionId) -> ResponseReturnValue:
    """Tell a reader page what is shown, and whether its reader may show a page or turn it."""
    with runtime().read() as session:
        stage = queries.stage_aside(session, actor, meeting_id)
        shown = queries.shown_to(session, actor, stage, runtime().clock())
    is_live = stage.meeting.state is MeetingState.LIVE
    own = _seated(actor, stage)
    here = shown is not None and shown.may_read and shown.showing.version_id == version_id
    return render_template(
        "rooms/_in_step.html",
        meeting=stage.meeting,
        version_id=version_id,
        shown=shown if is_live else None,
        here=here and is_live,
        may_present=is_live and rules.may_present(actor, stage.meeting, own, stage.speaker_id),
        turns=here and is_live and _turns(actor, stage, shown),
        elsewhere=url_for("documents.show", document_id=shown.showing.document_id)
        if shown is not None and shown.may_read
        else "",
    )


@pages.post("/meetings/<uuid:meeting_id>/room/showing")
@for_signed_in
def show_page(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show a document to all sites, from this page on."""
    form = submitted(ReaderPresentForm)
    with runtime().unit_of_work(actor) as uow:
        stage = queries.stage_aside(uow.session, actor, meeting_id)
        document = documents.get_to_read(uow.session, actor, form.document, uow.now)
        own = _seated(actor, stage)
        service.show_document(uow, stage.meeting, document, own, page=form.page)
    return "", 204


@pages.post("/meetings/<uuid:meeting_id>/room/showing/page")
@for_signed_in
def turn_shown_page(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Turn the page for all who follow."""
    form = submitted(ReaderPageForm)
    with runtime().unit_of_work(actor) as uow:
        stage = queries.stage_aside(uow.session, actor, meeting_id)
        service.turn_page(uow, stage.meeting, _seated(actor, stage), form.page)
    return "", 204


@pages.post("/meetings/<uuid:meeting_id>/room/showing/end")
@for_signed_in
def end_shown(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Take the document away."""
    with runtime().unit_of_work(actor) as uow:
        stage = queries.stage_aside(uow.session, actor, meeting_id)
        service.end_showing(uow, stage.meeting, _seated(actor, stage))
    return "", 204


def _seated(actor: Actor, stage: queries.Stage) -> MeetingSite | None:
    """Return the site whose seat the actor holds, on whichever of their pages."""
    seat = stage.own_seat
    return stage.own if seat is not None and seat.person_id == actor.person_id else None


def _turns(actor: Actor, stage: queries.Stage, shown: queries.Shown | None) -> bool:
    if rules.may_moderate(actor, stage.meeting):
        return True
    own = _seated(actor, stage)
    is_presenter = shown is not None and shown.showing.person_id == actor.person_id
    return is_presenter and own is not None and own.id == stage.speaker_id
