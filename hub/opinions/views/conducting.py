"""Sending out, more time, reminding, counting, cancelling, issuing."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput
from hub.core.ids import ConsultationId
from hub.core.marks import PaperKind, mark_of
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.documents.papers import printed
from hub.gateways.opinion_keys import OpinionKeys
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.opinions import papers, queries, service
from hub.opinions.forms import ExtendForm, ReasonForm
from hub.opinions.views import pages
from hub.opinions.views.showing import context_of
from hub.web import toast
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import submitted, typed


@pages.post("/opinions/<uuid:consultation_id>/open")
@for_signed_in
def send_out(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Send a form out to the units that are asked."""
    with runtime().read() as session:
        secret = queries.get_to_see(session, actor, consultation_id).is_secret
    keys = neighbour(OpinionKeys)
    public_key = keys.make() if secret else b""
    try:
        with runtime().unit_of_work(actor) as uow:
            consultation = queries.get_locked(uow.session, actor, consultation_id)
            service.open_consultation(uow, consultation, public_key=public_key)
    except Exception:
        if secret:
            keys.destroy(public_key)
        raise
    toast.say(_("The form was sent out. You see here who has answered."))
    return _shown(consultation_id)


@pages.post("/opinions/<uuid:consultation_id>/extend")
@for_signed_in
def extend(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Give more time; everybody who was asked is told."""
    try:
        form = submitted(ExtendForm)
        with runtime().unit_of_work(actor) as uow:
            consultation = queries.get_locked(uow.session, actor, consultation_id)
            service.extend(uow, consultation, due_at=form.due_at, reason=form.reason)
    except InvalidInput as error:
        return _again(actor, consultation_id, error, "extend")
    toast.say(_("There is more time. Everybody who was asked has been told."))
    return _shown(consultation_id)


@pages.post("/opinions/<uuid:consultation_id>/chase")
@for_signed_in
def chase(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Remind those who have not answered."""
    with runtime().unit_of_work(actor) as uow:
        consultation = queries.get_locked(uow.session, actor, consultation_id)
        chased = service.chase(uow, consultation)
    toast.say(_("%(count)s units were reminded.", count=chased))
    return _shown(consultation_id)


@pages.post("/opinions/<uuid:consultation_id>/close")
@for_signed_in
def close_early(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Count before the deadline; then the key of a secret consultation is destroyed."""
    keys = neighbour(OpinionKeys)
    with runtime().read() as session:
        public_key = queries.get_to_see(session, actor, consultation_id).public_key
    try:
        form = submitted(ReasonForm)
        private_key = keys.read(public_key) if public_key else None
        with runtime().unit_of_work(actor) as uow:
            consultation = queries.get_locked(uow.session, actor, consultation_id)
            service.close_early(uow, consultation, reason=form.reason, private_key=private_key)
    except InvalidInput as error:
        return _again(actor, consultation_id, error, "close")
    if public_key:
        keys.destroy(public_key)
    return _shown(consultation_id)


@pages.post("/opinions/<uuid:consultation_id>/cancel")
@for_signed_in
def cancel(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Call a consultation off; secret answers are destroyed uncounted."""
    with runtime().read() as session:
        public_key = queries.get_to_see(session, actor, consultation_id).public_key
    try:
        form = submitted(ReasonForm)
        with runtime().unit_of_work(actor) as uow:
            consultation = queries.get_locked(uow.session, actor, consultation_id)
            service.cancel(uow, consultation, reason=form.reason)
    except InvalidInput as error:
        return _again(actor, consultation_id, error, "cancel")
    if public_key:
        neighbour(OpinionKeys).destroy(public_key)
    toast.say(_("The consultation was cancelled. Everybody who was asked has been told."), "warn")
    return _shown(consultation_id)


@pages.post("/opinions/<uuid:consultation_id>/issue")
@for_signed_in
def issue(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Print the result, store it and issue it to everybody who was asked."""
    with runtime().unit_of_work(actor) as uow:
        consultation = queries.get_to_see(uow.session, actor, consultation_id)
        service.ensure_can_issue(uow, consultation)
        record = queries.record_of(uow.session, consultation)
        day = wall_date(uow.now)
        head = directory.letterhead(uow.session, consultation.unit_id, day)
        now = uow.now
    mark = mark_of(settings().url, PaperKind.RESULT, consultation_id)
    paper = papers.result_paper(record, head, signer=actor.name, now=now, mark=mark)
    name = _("Result of the opinions in writing.pdf")
    content = printed(neighbour(Workers), neighbour(Storage), paper, name)
    with runtime().unit_of_work(actor) as uow:
        consultation = queries.get_locked(uow.session, actor, consultation_id)
        service.issue(uow, consultation, content)
    toast.say(_("The result was issued to everybody who was asked."))
    return _shown(consultation_id)


def _shown(consultation_id: ConsultationId) -> ResponseReturnValue:
    return redirect(url_for(".show", consultation_id=consultation_id))


def _again(
    actor: Actor, consultation_id: ConsultationId, error: InvalidInput, asked: str
) -> ResponseReturnValue:
    """Show the page again, the part that was asked for open, with what was typed."""
    page = render_template(
        "opinions/show.html",
        typed=typed(),
        mistakes=error.fields,
        mistake=error.sentence,
        asked=asked,
        **context_of(actor, consultation_id),
    )
    return page, 400
