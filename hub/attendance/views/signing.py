"""Signing the frozen sheet: by who froze it, with a key of their own, on the printed form."""

from typing import Final
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.attendance import queries, rules, service
from hub.attendance.errors import (
    NoSuchSheet,
    NotToSignSheet,
    SheetNotPrinted,
    SheetReplaced,
    SheetSigned,
)
from hub.attendance.forms import SignForm
from hub.attendance.models import AttendanceSheet
from hub.attendance.views import pages
from hub.core.errors import HubError, InvalidInput, TooMany
from hub.core.ids import MeetingId
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents.errors import NoSuchKey
from hub.documents.forms.signing import PaperErrandForm
from hub.documents.models import SignatureKind, SigningKey
from hub.documents.queries import keys
from hub.documents.service import errands
from hub.gateways.signing.choices import level_choices
from hub.gateways.signing.contract import Appearance, Profile
from hub.gateways.signing.reserving import kept_places
from hub.gateways.signing.signer import Paper, Signer
from hub.gateways.storage import Storage
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.web import confirmation
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import submitted
from hub.web.security import limited
from hub.web.toast import say

FIELD: Final = "ThuKy"
REASON: Final = N_("I kept this attendance")


@pages.get("/meetings/<uuid:meeting_id>/attendance/sign")
@for_signed_in
def sign_page(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show what is signed, where, with which key."""
    return _page(actor, MeetingId(meeting_id))


@pages.get("/meetings/<uuid:meeting_id>/attendance/sign/page.png")
@for_signed_in
def sign_preview(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Return a picture of the page that will be signed, the place framed."""
    _meeting, sheet, _keys = _to_sign(actor, MeetingId(meeting_id))
    shown = neighbour(Signer).preview(sheet.pdf_sha256, FIELD, appearance_of(sheet))
    return Response(shown, content_type="image/png")


@pages.post("/meetings/<uuid:meeting_id>/attendance/sign")
@for_signed_in
@limited("10 per minute")
def sign(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Sign with a key of one's own. A wrong PIN is said beside its field; nothing is lost."""
    try:
        form = submitted(SignForm)
        confirmation.ensure()
        _signed(actor, MeetingId(meeting_id), form)
    except (NoSuchSheet, NotToSignSheet, SheetNotPrinted, SheetReplaced, SheetSigned, TooMany):
        raise
    except HubError as refused:
        fields = refused.fields if isinstance(refused, InvalidInput) else {}
        mistake = InvalidInput(fields or {"pin": refused.sentence})
        return _page(actor, MeetingId(meeting_id), mistake), 400
    say(_("The attendance sheet is signed. The signature was checked and is stored."))
    return redirect(url_for(".sheet", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/attendance/sign/elsewhere")
@for_signed_in
@limited("10 per minute")
def sign_elsewhere(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Begin a signature on the actor's own machine; the page of the errand goes on from here."""
    try:
        form = submitted(PaperErrandForm)
        confirmation.ensure()
    except InvalidInput as mistake:
        return _page(actor, MeetingId(meeting_id), mistake), 400
    meeting, sheet, _keys = _to_sign(actor, MeetingId(meeting_id))
    if sheet.pdf_sha256 != form.pdf:
        raise SheetReplaced
    title = _(
        "Attendance sheet number %(number)s: %(title)s", number=sheet.number, title=meeting.title
    )
    paper = errands.PaperToSign(
        subject=service.SUBJECT,
        subject_id=sheet.id,
        meeting_id=meeting.id,
        title=title,
        filename=f"diem-danh-{meeting.code}.pdf",
        sha256=sheet.pdf_sha256,
        field_name=FIELD,
        places=kept_places({FIELD: appearance_of(sheet)}),
        reason=_(REASON),
        sign_at=url_for(".sign", meeting_id=meeting_id),
        shown_at=url_for(".sheet", meeting_id=meeting_id),
    )
    with runtime().unit_of_work(actor) as uow:
        service.ensure_can_sign(uow, meeting, sheet.number)
        errand = errands.begin_paper_errand(uow, paper, path=form.path, level=form.level.value)
    return redirect(url_for("documents.show_errand", errand_id=errand.id), 303)


def appearance_of(sheet: AttendanceSheet) -> Appearance:
    """Return how and where the sheet is signed: above the printed name of who froze it."""
    return Appearance(Profile.PERSON, name=sheet.frozen_by_name)


def _to_sign(
    actor: Actor, meeting_id: MeetingId
) -> tuple[Meeting, AttendanceSheet, list[SigningKey]]:
    """Return the sheet that counts and the actor's keys, here or with the actor.

    Raises what forbids the signature.
    """
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
        sheet = queries.sheet_of(session, meeting.id)
        if sheet is None:
            raise NoSuchSheet
        refusal = rules.why_not_sign(actor, sheet)
        if refusal is not None:
            raise refusal
        usable = keys.keys_elsewhere(session, actor, SignatureKind.PERSON, runtime().clock())
    return meeting, sheet, usable


def _page(actor: Actor, meeting_id: MeetingId, mistake: InvalidInput | None = None) -> str:
    meeting, sheet, usable = _to_sign(actor, meeting_id)
    with runtime().read() as session:
        expired = keys.keys_expired(session, actor, SignatureKind.PERSON, runtime().clock())
    return render_template(
        "attendance/sign.html",
        meeting=meeting,
        sheet=sheet,
        keys=[each for each in usable if each.is_here],
        elsewhere=usable,
        expired=expired,
        level_choices=level_choices(settings()),
        mistakes=mistake.fields if mistake else {},
        mistake=mistake.sentence if mistake else "",
        typed=dict(request.form.items()) if mistake else {},
    )


def _signed(actor: Actor, meeting_id: MeetingId, form: SignForm) -> None:
    """Sign the printed form, keep the result, and only then write that it was signed."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, meeting_id)
        sheet = service.ensure_can_sign(uow, meeting, form.number)
    if sheet.pdf_sha256 != form.pdf:
        raise SheetReplaced
    usable = [each for each in _to_sign(actor, meeting_id)[2] if each.is_here]
    key = next((each for each in usable if each.id == form.key_id), None)
    if key is None:
        raise NoSuchKey
    paper = Paper(
        pdf=neighbour(Storage).read(sheet.pdf_sha256),
        field_name=FIELD,
        places={FIELD: appearance_of(sheet)},
        reason=_(REASON),
    )
    made = neighbour(Signer).sign_paper(paper, key, form.pin, form.level)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, meeting_id)
        service.record_signature(
            uow,
            meeting,
            form.number,
            key_id=key.id,
            before_sha256=form.pdf,
            after_sha256=made.sha256,
            level=made.level,
        )
