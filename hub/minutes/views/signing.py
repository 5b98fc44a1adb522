"""Signing the PDF made at submission: the secretary first, the chair, last the office."""

from typing import Final
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError, InvalidInput, TooMany
from hub.core.ids import MeetingId
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents.forms.signing import PaperErrandForm
from hub.documents.models import SigningPath
from hub.documents.service import errands
from hub.gateways.signing.choices import level_choices
from hub.gateways.signing.contract import Appearance, Profile
from hub.gateways.signing.reserving import kept_places
from hub.gateways.signing.signer import Paper, Signer
from hub.gateways.storage import Storage
from hub.meetings.models import Meeting
from hub.minutes import queries, rules, service
from hub.minutes.errors import MayNotSignMinutes, NotYourTurn, PdfChanged
from hub.minutes.forms import SignForm
from hub.minutes.models import SignerRole
from hub.minutes.views.blueprint import pages
from hub.web import confirmation
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import submitted
from hub.web.security import limited
from hub.web.toast import say

REASONS: Final = {
    SignerRole.SECRETARY: N_("I wrote these minutes"),
    SignerRole.CHAIR: N_("I chaired the meeting"),
    SignerRole.ORGANISATION: N_("The office issues these minutes"),
}
FIELDS: Final = {
    SignerRole.SECRETARY: "ThuKy",
    SignerRole.CHAIR: "ChuToa",
    SignerRole.ORGANISATION: "CoQuan",
}
SAID: Final = {
    SignerRole.SECRETARY: N_("Signed. The text is frozen; the chair has been asked to sign."),
    SignerRole.CHAIR: N_("Signed. The minutes are complete."),
    SignerRole.ORGANISATION: N_("The office's signature is on the minutes."),
}


@pages.get("/meetings/<uuid:meeting_id>/minutes/sign")
@for_signed_in
def sign_page(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show what is signed, where, with which key."""
    return _page(actor, meeting_id)


@pages.get("/meetings/<uuid:meeting_id>/minutes/sign/page.png")
@for_signed_in
def sign_preview(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Return a picture of the page that will be signed, the place framed."""
    with runtime().read() as session:
        meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        role = rules.signer_role_of(actor, meeting, minutes)
        if role is None:
            raise NotYourTurn
    place = places_of(meeting)[role]
    shown = neighbour(Signer).preview(minutes.pdf_sha256, FIELDS[role], place)
    return Response(shown, content_type="image/png")


@pages.post("/meetings/<uuid:meeting_id>/minutes/sign")
@for_signed_in
@limited("10 per minute")
def sign(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Sign with a key of one's own. A wrong PIN is said beside its field; nothing is lost."""
    try:
        form = submitted(SignForm)
        confirmation.ensure()
        role = _signed(actor, MeetingId(meeting_id), form)
    except (NotYourTurn, MayNotSignMinutes, PdfChanged, TooMany):
        raise
    except HubError as refused:
        fields = refused.fields if isinstance(refused, InvalidInput) else {}
        fields = fields or {"pin": refused.sentence}
        return _page(actor, meeting_id, InvalidInput(fields)), 400
    say(_(SAID[role]))
    return redirect(url_for(".of_meeting", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/minutes/sign/elsewhere")
@for_signed_in
@limited("10 per minute")
def sign_elsewhere(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Begin a signature on the actor's own machine; the page of the errand goes on from here."""
    try:
        form = submitted(PaperErrandForm)
        confirmation.ensure()
        if form.path is SigningPath.VGCA:
            neighbour(Signer).ensure_admits_fields(form.pdf)
    except InvalidInput as mistake:
        return _page(actor, meeting_id, mistake), 400
    with runtime().unit_of_work(actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        role = service.ensure_turn(uow, meeting, minutes)
        if minutes.pdf_sha256 != form.pdf:
            raise PdfChanged
        paper = errands.PaperToSign(
            subject=service.SUBJECT,
            subject_id=minutes.id,
            meeting_id=meeting.id,
            title=_("Minutes %(number)s: %(title)s", number=minutes.number, title=meeting.title),
            filename=f"bien-ban-{meeting.code}.pdf",
            sha256=minutes.pdf_sha256,
            field_name=FIELDS[role],
            places=kept_places(_fields_of(meeting)),
            reason=_(REASONS[role]),
            kind=queries.kind_of(role).value,
            number=minutes.number,
            sign_at=url_for(".sign", meeting_id=meeting_id),
            shown_at=url_for(".of_meeting", meeting_id=meeting_id),
        )
        errand = errands.begin_paper_errand(uow, paper, path=form.path, level=form.level.value)
    return redirect(url_for("documents.show_errand", errand_id=errand.id), 303)


def _page(actor: Actor, meeting_id: UUID, mistake: InvalidInput | None = None) -> str:
    with runtime().read() as session:
        meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        role = rules.signer_role_of(actor, meeting, minutes)
        if role is None:
            raise NotYourTurn
        keys = queries.keys_of(session, actor, role, runtime().clock())
        own = queries.keys_anywhere(session, actor, role, runtime().clock())
        expired = queries.keys_expired(session, actor, role, runtime().clock())
    return render_template(
        "minutes/sign.html",
        meeting=meeting,
        minutes=minutes,
        role=role,
        SignerRole=SignerRole,
        keys=keys,
        elsewhere=own,
        expired=expired,
        level_choices=level_choices(settings()),
        mistakes=mistake.fields if mistake else {},
        mistake=mistake.sentence if mistake else "",
        typed=dict(request.form.items()) if mistake else {},
    )


def _signed(actor: Actor, meeting_id: MeetingId, form: SignForm) -> SignerRole:
    """Sign the stored PDF, keep the result, and only then write that it was signed."""
    with runtime().unit_of_work(actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, meeting_id)
        role = service.ensure_turn(uow, meeting, minutes)
        if minutes.pdf_sha256 != form.pdf:
            raise PdfChanged
        key = queries.key_of(uow.session, actor, role, form.key_id, uow.now)
    paper = Paper(
        pdf=neighbour(Storage).read(minutes.pdf_sha256),
        field_name=FIELDS[role],
        places=_fields_of(meeting),
        reason=_(REASONS[role]),
    )
    made = neighbour(Signer).sign_paper(paper, key, form.pin, form.level)
    with runtime().unit_of_work(actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, meeting_id)
        return service.record_signature(
            uow,
            meeting,
            minutes,
            key_id=form.key_id,
            before_sha256=form.pdf,
            after_sha256=made.sha256,
            level=made.level,
        )


def _fields_of(meeting: Meeting) -> dict[str, Appearance]:
    return {FIELDS[each]: place for each, place in places_of(meeting).items()}


def places_of(meeting: Meeting) -> dict[SignerRole, Appearance]:
    """Return where each signs: above the printed name, the secretary left, the chair right.

    The office's seal covers a third of the chair's signature from the left (NĐ 30, II.8a).
    """
    return {
        SignerRole.SECRETARY: Appearance(Profile.PERSON, name=meeting.secretary.name, side="left"),
        SignerRole.CHAIR: Appearance(Profile.PERSON, name=meeting.chair.name, side="right"),
        SignerRole.ORGANISATION: Appearance(
            Profile.ORG_MAIN, name=meeting.chair.name, side="right", unit=meeting.host.name
        ),
    }
