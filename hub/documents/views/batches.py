"""Signing a whole pack: choose, sign in the background, watch, stop, try the failures again."""

import logging
import threading
from typing import Any, Final

from flask import Flask, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import Conflict, HubError, InvalidInput
from hub.core.ids import DocumentId, EntryId, MeetingId
from hub.core.text import current_locale, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents import queries
from hub.documents.errors import NothingToSign, SignedMeanwhile
from hub.documents.forms.signing import BatchAgainForm, BatchForm
from hub.documents.models import BatchState, SigningBatch
from hub.documents.queries import batches
from hub.documents.rules.signing import PDF, waits_for
from hub.documents.service import batches as service
from hub.documents.views import pages
from hub.documents.views.tasks import sign_task, task_of, write_down
from hub.gateways.signing import work
from hub.gateways.signing.choices import level_choices
from hub.gateways.signing.contract import Level
from hub.gateways.signing.folders import key_with
from hub.gateways.signing.problems import TokenLocked, WrongPin
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.web import confirmation
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import is_fragment, shown_again, submitted
from hub.web.security import limited

log = logging.getLogger(__name__)

TEMPLATE: Final = "documents/sign_all.html"


@pages.get("/meetings/<uuid:meeting_id>/sign-all")
@for_signed_in
def sign_all(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the documents of a meeting that wait for the actor's signature."""
    return render_template(TEMPLATE, typed={}, **_choices(actor, meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/sign-all")
@for_signed_in
@limited("10 per minute")
def begin_batch(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Try the PIN, then sign the chosen documents in the background."""
    context = _choices(actor, meeting_id)
    try:
        form = submitted(BatchForm)
        confirmation.ensure()
        waiting = {each.id for each in context["waiting"]}
        chosen = [each for each in form.documents if each in waiting]
        if not chosen:
            raise NothingToSign
        key = task_of(actor, chosen[0]).key(form.key_id)
        _try_pin(key, form.pin)
    except InvalidInput as mistake:
        return shown_again(TEMPLATE, mistake, BatchForm, **context)
    with runtime().unit_of_work(actor) as uow:
        batch = service.begin_batch(
            uow, meeting_id, chosen, key_id=key.id, level=form.level.value, reason=form.reason
        )
        batch_id = batch.id
    _start(actor, batch_id, form.pin)
    return redirect(url_for("documents.show_batch", batch_id=batch_id), 303)


@pages.get("/signing-batches/<uuid:batch_id>")
@for_signed_in
def show_batch(actor: Actor, batch_id: EntryId) -> ResponseReturnValue:
    """Show where every file stands; asked again while the batch runs."""
    context = _progress(actor, batch_id)
    if not is_fragment():
        return render_template("documents/batch.html", typed={}, **context)
    if not context["is_running"]:  # the whole page knows what can be done now
        return Response(status=204, headers={"HX-Refresh": "true"})
    return render_template("documents/_batch.html", **context)


@pages.post("/signing-batches/<uuid:batch_id>/stop")
@for_signed_in
def stop_batch(actor: Actor, batch_id: EntryId) -> ResponseReturnValue:
    """End the batch after the file that is being signed."""
    with runtime().unit_of_work(actor) as uow:
        service.ask_to_stop(uow, batches.batch_of(uow.session, actor, batch_id))
    return redirect(url_for("documents.show_batch", batch_id=batch_id), 303)


@pages.post("/signing-batches/<uuid:batch_id>/again")
@for_signed_in
@limited("10 per minute")
def repeat_batch(actor: Actor, batch_id: EntryId) -> ResponseReturnValue:
    """Sign what was not signed; the PIN is asked again, it was kept nowhere."""
    context = _progress(actor, batch_id)
    if context["is_running"]:
        raise Conflict
    try:
        form = submitted(BatchAgainForm)
        confirmation.ensure()
        undone = [each for each in context["batch"].files if each.state in service.UNDONE]
        if not undone:
            raise NothingToSign
        _try_pin(task_of(actor, undone[0].document_id).key(context["batch"].key_id), form.pin)
    except InvalidInput as mistake:
        return shown_again("documents/batch.html", mistake, BatchAgainForm, **context)
    with runtime().unit_of_work(actor) as uow:
        service.begin_again(uow, batches.batch_of(uow.session, actor, batch_id))
    _start(actor, batch_id, form.pin)
    return redirect(url_for("documents.show_batch", batch_id=batch_id), 303)


def _try_pin(key: Any, pin: str) -> None:
    """Raise InvalidInput for a wrong PIN once, and not for every file of the pack."""
    try:
        neighbour(Workers).run(work.facts_of, key_with(settings(), key, pin))
    except (WrongPin, TokenLocked) as error:
        raise InvalidInput({"pin": error.sentence}) from error


def _start(actor: Actor, batch_id: EntryId, pin: str) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    locale = current_locale.get()
    threading.Thread(
        target=_run, args=(app, locale, actor, batch_id, pin), name="signing-batch", daemon=True
    ).start()


def _run(app: Flask, locale: str, actor: Actor, batch_id: EntryId, pin: str) -> None:
    """Sign file after file; the PIN lives in this thread only."""
    with app.app_context(), use_locale(locale):
        try:
            while _sign_next(actor, batch_id, pin):
                pass
        except Exception:
            log.exception("signing batch %s ended", batch_id)
        with runtime().unit_of_work(actor) as uow:
            service.end_batch(uow, batches.batch_of(uow.session, actor, batch_id))


def _sign_next(actor: Actor, batch_id: EntryId, pin: str) -> bool:
    with runtime().unit_of_work(actor) as uow:
        batch = batches.batch_of(uow.session, actor, batch_id)
        waiting = [each for each in batch.files if each.state is BatchState.WAITING]
        if batch.stop_asked or not waiting:
            return False
        file = waiting[0]
        service.move_on(uow, batch, file, BatchState.SIGNING)
    state, outcome = BatchState.SIGNED, ""
    try:
        _sign_one(actor, batch, file.document_id, pin)
    except HubError as refusal:
        state, outcome = BatchState.FAILED, refusal.sentence
    except Exception:  # a file that cannot be read holds up none of the others
        log.exception("signing %s broke", file.document_id)
        state, outcome = BatchState.FAILED, _("The hub made a mistake. Please try again.")
    with runtime().unit_of_work(actor) as uow:
        batch = batches.batch_of(uow.session, actor, batch_id)
        service.move_on(uow, batch, batches.file_of(uow.session, file.id), state, outcome)
    return True


def _sign_one(actor: Actor, batch: SigningBatch, document_id: DocumentId, pin: str) -> None:
    task = task_of(actor, document_id)
    level = Level(batch.level)
    if not task.is_pdf and level in (Level.B_LT, Level.B_LTA):
        level = Level.B_T
    key = task.key(batch.key_id)
    made = sign_task(task, key, pin, level=level, reason=batch.reason)
    if task_of(actor, document_id).version.id != task.version.id:
        raise SignedMeanwhile
    write_down(actor, task, made)


def _choices(actor: Actor, meeting_id: MeetingId) -> dict[str, Any]:
    """Return what waits for the actor's signature. Raises NothingToSign."""
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
        documents = queries.of_meeting(session, actor, meeting_id)
    kinds = {each.id: waits_for(actor, meeting, each) for each in documents}
    waiting = [each for each in documents if kinds[each.id] is not None]
    if not waiting:
        raise NothingToSign
    task = task_of(actor, waiting[0].id)
    return {
        "meeting": meeting,
        "waiting": waiting,
        "kinds": kinds,
        "beside": [each for each in waiting if queries.latest(each).media_type != PDF],
        "expired": task.expired,
        "key_choices": [(str(key.id), f"{key.subject} – {key.issuer}") for key in task.usable],
        "level_choices": level_choices(settings()),
    }


def _progress(actor: Actor, batch_id: EntryId) -> dict[str, Any]:
    with runtime().read() as session:
        batch = batches.batch_of(session, actor, batch_id)
    done = sum(1 for each in batch.files if each.state is BatchState.SIGNED)
    return {
        "batch": batch,
        "done": done,
        "is_running": batches.is_running(batch, runtime().clock()),
    }
