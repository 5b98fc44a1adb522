"""Writing a form: what is asked, whom, by when; its questions and files."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput
from hub.core.ids import ConsultationId, EntryId, QuestionId, UploadId, new_id
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.documents.rules import Content
from hub.gateways.intake import take_in
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.meetings.queries import Listed
from hub.opinions import queries, rules, service
from hub.opinions.errors import ConsultationSettled, MayNotConsult
from hub.opinions.forms import ConsultationForm, QuestionForm
from hub.opinions.models import ConsultationState
from hub.opinions.views import pages
from hub.opinions.views.showing import context_of
from hub.web import toast
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import shown_again, submitted, typed
from hub.web.security import with_file

NO_FILE = N_("Choose a file.")


@pages.get("/opinions/new")
@for_signed_in
def new(actor: Actor) -> ResponseReturnValue:
    """Show an empty form to write."""
    return render_template("opinions/edit.html", **_form_context(actor))


@pages.post("/opinions/new")
@for_signed_in
def create(actor: Actor) -> ResponseReturnValue:
    """Keep a new form; its questions are added next."""
    try:
        form = submitted(ConsultationForm)
        with runtime().unit_of_work(actor) as uow:
            consultation = service.draft(uow, form.plan())
            made = consultation.id
    except InvalidInput as error:
        return shown_again("opinions/edit.html", error, ConsultationForm, **_form_context(actor))
    return redirect(url_for(".show", consultation_id=made))


@pages.get("/opinions/<uuid:consultation_id>/edit")
@for_signed_in
def edit(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Show a form to change."""
    return render_template("opinions/edit.html", **_form_context(actor, consultation_id))


@pages.post("/opinions/<uuid:consultation_id>/edit")
@for_signed_in
def change(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Keep a changed form."""
    try:
        form = submitted(ConsultationForm)
        with runtime().unit_of_work(actor) as uow:
            consultation = queries.get_locked(uow.session, actor, consultation_id)
            service.edit(uow, consultation, form.plan(), read_version=form.version)
    except InvalidInput as error:
        context = _form_context(actor, consultation_id)
        return shown_again("opinions/edit.html", error, ConsultationForm, **context)
    toast.say(_("The form was saved."))
    return redirect(url_for(".show", consultation_id=consultation_id))


@pages.post("/opinions/<uuid:consultation_id>/discard")
@for_signed_in
def discard(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Throw a form away that was not sent out."""
    with runtime().unit_of_work(actor) as uow:
        found = queries.get_locked(uow.session, actor, consultation_id)
        back = url_for(".show", consultation_id=consultation_id)
        removal = service.discard(uow, found, back=back)
    toast.say_with_undo(_("The form was thrown away."), removal)
    return redirect(url_for(".index"))


@pages.post("/opinions/<uuid:consultation_id>/questions")
@for_signed_in
def add_question(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Add a question. A mistake is said beside its field; nothing typed is lost."""
    try:
        form = submitted(QuestionForm)
        with runtime().unit_of_work(actor) as uow:
            consultation = queries.get_locked(uow.session, actor, consultation_id)
            service.add_question(uow, consultation, title=form.title, text=form.text)
    except InvalidInput as error:
        context = context_of(actor, consultation_id)
        return shown_again("opinions/show.html", error, QuestionForm, **context)
    return redirect(url_for(".show", consultation_id=consultation_id, _anchor="questions"))


@pages.post("/opinions/<uuid:consultation_id>/questions/<uuid:question_id>/drop")
@for_signed_in
def drop_question(
    actor: Actor, consultation_id: ConsultationId, question_id: QuestionId
) -> ResponseReturnValue:
    """Take a question away."""
    with runtime().unit_of_work(actor) as uow:
        consultation = queries.get_locked(uow.session, actor, consultation_id)
        back = url_for(".show", consultation_id=consultation_id, _anchor="questions")
        removal = service.drop_question(uow, consultation, question_id, back=back)
    toast.say_with_undo(_("The question was taken away."), removal)
    return redirect(back)


@pages.post("/opinions/<uuid:consultation_id>/questions/<uuid:question_id>/files")
@with_file
@for_signed_in
def attach(
    actor: Actor, consultation_id: ConsultationId, question_id: QuestionId
) -> ResponseReturnValue:
    """Look at a file, store it and put it to a question. A refusal is shown on the page."""
    with runtime().read() as session:
        found = queries.get_to_see(session, actor, consultation_id)
        queries.question_of(found, question_id)
        _ensure_drafting(actor, found)
    try:
        content = _taken_in()
        with runtime().unit_of_work(actor) as uow:
            consultation = queries.get_locked(uow.session, actor, consultation_id)
            service.attach(uow, consultation, question_id, content)
    except InvalidInput as error:
        context = context_of(actor, consultation_id)
        sentence = next(iter(error.fields.values()), error.sentence)
        page = render_template(
            "opinions/show.html", typed=typed(), mistakes={}, mistake=sentence, **context
        )
        return page, 400
    return redirect(url_for(".show", consultation_id=consultation_id, _anchor="questions"))


@pages.post("/opinions/<uuid:consultation_id>/files/<uuid:file_id>/drop")
@for_signed_in
def detach(actor: Actor, consultation_id: ConsultationId, file_id: EntryId) -> ResponseReturnValue:
    """Take a file away."""
    with runtime().unit_of_work(actor) as uow:
        consultation = queries.get_locked(uow.session, actor, consultation_id)
        back = url_for(".show", consultation_id=consultation_id, _anchor="questions")
        removal = service.detach(uow, consultation, file_id, back=back)
    toast.say_with_undo(_("The file was taken away."), removal)
    return redirect(back)


def _taken_in() -> Content:
    """Return the file of the request, inspected and stored. Raises InvalidInput, StorageFull."""
    part = request.files.get("file")
    if part is None or not part.filename:
        raise InvalidInput({"file": _(NO_FILE)})
    storage, upload_id = neighbour(Storage), UploadId(new_id())
    storage.parts.create(upload_id)
    try:
        limit = settings().upload_limit_mb << 20
        storage.parts.append(upload_id, 0, part.stream, limit=limit)
        taken = take_in(storage, neighbour(Workers), upload_id, part.filename)
    finally:
        storage.parts.drop(upload_id)
    return Content(taken.sha256, taken.size, taken.filename, taken.media_type, taken.pages)


def _ensure_drafting(actor: Actor, consultation: Any) -> None:
    if not rules.may_conduct(actor, consultation.unit_id):
        raise MayNotConsult
    if consultation.state is not ConsultationState.DRAFT:
        raise ConsultationSettled


def _form_context(actor: Actor, consultation_id: ConsultationId | None = None) -> dict[str, Any]:
    if not rules.may_conduct(actor, actor.unit_id):
        raise MayNotConsult
    now = runtime().clock()
    with runtime().read() as session:
        found = queries.get_to_see(session, actor, consultation_id) if consultation_id else None
        below = set(directory.units_below(session, actor.unit_id)) - {actor.unit_id}
        units = [
            each for each in directory.units_valid_at(session, wall_date(now)) if each.id in below
        ]
        held, _total = meetings.listed(session, actor, Listed())
    if found is not None:
        _ensure_drafting(actor, found)
    return {
        "consultation": found,
        "units": units,
        "meetings": [each for each in held if each.host_unit_id == actor.unit_id],
        "word": rules.word,
    }
