"""Answering for a unit: signed with a key of one's own, or confirmed with the password."""

from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import HubError, InvalidInput, TooMany
from hub.core.ids import ConsultationId, EntryId, new_id
from hub.core.marks import PaperKind, mark_of
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.documents.errors import NoKey, NoSuchKey
from hub.documents.models import SignatureKind, SigningKey, SigningPath
from hub.documents.queries import keys
from hub.documents.service import errands
from hub.gateways.pdf import to_pdf
from hub.gateways.signing.contract import Appearance, Profile
from hub.gateways.signing.reserving import kept_places
from hub.gateways.signing.signer import Paper, Signer
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.opinions import papers, queries, rules, service
from hub.opinions.errors import (
    AnsweredMeanwhile,
    ConsultationOver,
    NotAsked,
    NotOpen,
    SealedForGood,
)
from hub.opinions.forms import AnswerForm
from hub.opinions.models import Consultation
from hub.opinions.service import Paper as AnswerPaper
from hub.opinions.views import pages
from hub.opinions.views.showing import context_of
from hub.web import confirmation, toast
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import submitted
from hub.web.problems import status_of
from hub.web.security import limited

FIELD: Final = "ThuTruong"
REASON: Final = N_("The opinion of my unit")
#: What ends the answering whatever is typed; everything else can be mended on the page.
FINAL: Final = (NotAsked, NotOpen, TooMany)


@pages.post("/opinions/<uuid:consultation_id>/answer")
@for_signed_in
@limited("20 per minute")
def answer(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Take the answer of a unit; it is kept when the page comes back. Nothing typed is lost."""
    try:
        form = submitted(AnswerForm)
        secret = _ensure(actor, consultation_id, form)
        if secret:
            confirmation.ensure_typed()
            with runtime().unit_of_work(actor) as uow:
                consultation = queries.get_locked(uow.session, actor, consultation_id)
                service.answer_in_secret(uow, consultation, form.lines())
        elif form.path is not None:
            confirmation.ensure()
            errand_id = _begun(actor, consultation_id, form, form.path)
            return redirect(url_for("documents.show_errand", errand_id=errand_id), 303)
        else:
            _answer(actor, consultation_id, form)
    except FINAL:
        raise
    except HubError as error:
        return _again(actor, consultation_id, error)
    toast.say(_("Your answer was kept. You can read it here."))
    return redirect(url_for(".show", consultation_id=consultation_id))


def _ensure(actor: Actor, consultation_id: ConsultationId, form: AnswerForm) -> bool:
    """Tell whether the consultation is secret, once it is sure that the answer would be taken."""
    with runtime().unit_of_work(actor) as uow:
        consultation = queries.get_to_see(uow.session, actor, consultation_id)
        service.ensure_can_answer(uow, consultation, form.lines(), seen=form.seen)
        return consultation.is_secret


def _answer(actor: Actor, consultation_id: ConsultationId, form: AnswerForm) -> None:
    """Print the answer, sign it if a key was chosen, and only then write it down."""
    key = _key_of(actor, form)
    if key is None:
        confirmation.ensure_typed()
    else:
        confirmation.ensure()
        if not form.pin:
            raise InvalidInput({"pin": _("This is required.")})
    opinion_id = EntryId(new_id())
    pdf = _printed(actor, consultation_id, form, opinion_id, signed=key is not None)
    if key:
        paper = _signed(actor, key, form, opinion_id, pdf)
    else:
        paper = AnswerPaper(opinion_id, neighbour(Storage).put(pdf).sha256)
    with runtime().unit_of_work(actor) as uow:
        consultation = queries.get_locked(uow.session, actor, consultation_id)
        service.answer(uow, consultation, form.lines(), seen=form.seen, paper=paper)


def _begun(
    actor: Actor, consultation_id: ConsultationId, form: AnswerForm, path: SigningPath
) -> EntryId:
    """Print the answer and have it signed on the actor's own machine. Raises NoKey."""
    with runtime().read() as session:
        consultation = queries.get_to_see(session, actor, consultation_id)
        if not keys.keys_elsewhere(session, actor, SignatureKind.PERSON, runtime().clock()):
            raise NoKey
    opinion_id = EntryId(new_id())
    pdf = _printed(actor, consultation_id, form, opinion_id, signed=True)
    page = url_for(".show", consultation_id=consultation_id)
    paper = errands.PaperToSign(
        subject=service.SUBJECT,
        subject_id=opinion_id,
        meeting_id=consultation.meeting_id,
        title=_("Opinion in writing: %(title)s", title=consultation.title),
        filename="phieu-lay-y-kien.pdf",
        sha256=neighbour(Storage).put(pdf).sha256,
        field_name=FIELD,
        places=kept_places({FIELD: Appearance(Profile.PERSON, name=actor.name)}),
        reason=_(REASON),
        sign_at=page,
        shown_at=page,
        kept={
            "consultation": str(consultation_id),
            "answers": rules.as_kept(form.lines()),
            "seen": form.seen,
        },
    )
    with runtime().unit_of_work(actor) as uow:
        return errands.begin_paper_errand(uow, paper, path=path, level=form.level.value).id


def _key_of(actor: Actor, form: AnswerForm) -> SigningKey | None:
    if form.key_id is None:
        return None
    with runtime().read() as session:
        for each in keys.keys_to_sign(session, actor, SignatureKind.PERSON, runtime().clock()):
            if each.id == form.key_id:
                return each
    raise NoSuchKey


def _printed(
    actor: Actor,
    consultation_id: ConsultationId,
    form: AnswerForm,
    opinion_id: EntryId,
    *,
    signed: bool,
) -> bytes:
    now = runtime().clock()
    with runtime().read() as session:
        consultation: Consultation = queries.get_to_see(session, actor, consultation_id)
        head = directory.letterhead(session, actor.unit_id, wall_date(now))
        post_title = directory.post(session, actor.post_id).title
    respondent = rules.respondent_of(actor, consultation.respondents)
    if respondent is None:
        raise NotAsked
    text = papers.answer_paper(
        consultation,
        respondent,
        form.lines(),
        number=form.seen + 1,
        signer=actor.name,
        post_title=post_title,
        head=head,
        signed=signed,
        now=now,
        mark=mark_of(settings().url, PaperKind.ANSWER, opinion_id),
    )
    return neighbour(Workers).run(to_pdf, text)


def _signed(
    actor: Actor, key: SigningKey, form: AnswerForm, opinion_id: EntryId, pdf: bytes
) -> AnswerPaper:
    """Sign the printed answer. Raises SignatureNotSound, or what forbids."""
    places = {FIELD: Appearance(Profile.PERSON, name=actor.name)}
    paper = Paper(pdf, FIELD, places, _(REASON))
    made = neighbour(Signer).sign_paper(paper, key, form.pin, form.level)
    return AnswerPaper(opinion_id, made.sha256, key.id, made.level)


def _again(actor: Actor, consultation_id: ConsultationId, error: HubError) -> ResponseReturnValue:
    """Show the form again with what was chosen and written; of a PIN only the mistake."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    settled = isinstance(error, AnsweredMeanwhile | ConsultationOver | SealedForGood)
    beside_pin = request.form.get("key_id") and not fields and not settled
    if beside_pin:
        fields = {"pin": error.sentence}
    context = context_of(actor, consultation_id)
    page = render_template(
        "opinions/show.html",
        typed=dict(request.form.items()),
        mistakes=fields,
        mistake=error.sentence,
        **context,
    )
    return page, 400 if beside_pin else status_of(error)
