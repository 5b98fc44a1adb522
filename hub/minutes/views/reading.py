"""The list of minutes, the minutes of a meeting, their PDF."""

from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.core.ids import EntryId, MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.gateways.storage import Storage
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import queries, rules
from hub.minutes.errors import NoSuchMinutes
from hub.minutes.models import COMPLETE, Minutes, MinutesState
from hub.minutes.views.blueprint import pages
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.downloads import PDF, attachment

#: The filter of the list: its name and which state it keeps.
FILTERS = ("waiting", "open", "signed")


@pages.get("/minutes")
@for_signed_in
def index(actor: Actor) -> ResponseReturnValue:
    """List the meetings that were held, with the state of their minutes."""
    with runtime().read() as session:
        rows = queries.to_list(session, actor)
        seals = queries.seals_minutes(session, actor.unit_id)
    chosen = request.args.get("show", "")
    shown = [row for row in rows if _is_shown(row, chosen)]
    counts = {name: sum(_is_shown(row, name) for row in rows) for name in ("", *FILTERS)}
    return render_template(
        "minutes/index.html",
        rows=shown,
        counts=counts,
        chosen=chosen if chosen in FILTERS else "",
        MinutesState=MinutesState,
        MeetingState=MeetingState,
        may_set_practice=rules.may_set_practice(actor),
        seals=seals,
    )


def _is_shown(row: queries.Listed, chosen: str) -> bool:
    signed = row.minutes is not None and row.minutes.state in COMPLETE
    if chosen == "waiting":
        return row.waits_for_actor
    if chosen == "open":
        return row.minutes is not None and not signed
    return signed if chosen == "signed" else True


@pages.get("/meetings/<uuid:meeting_id>/minutes")
@for_signed_in
def of_meeting(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the minutes as they will be printed, where they stand, and whose turn it is."""
    with runtime().read() as session:
        meeting, minutes = queries.find_to_see(session, actor, MeetingId(meeting_id))
        context: dict[str, Any] = {"meeting": meeting, "minutes": minutes}
        if minutes is None:
            hidden = queries.of_meeting(session, meeting.id) is not None
            return render_template(
                "minutes/none.html",
                meeting=meeting,
                hidden=hidden,
                can_draft=_can_draft(actor, meeting) and not hidden,
                MeetingState=MeetingState,
            )
        context |= _page_of(actor, meeting, minutes)
        context |= {
            "office": queries.office_of(session, meeting),
            "signatures": queries.signatures_of(session, minutes),
            "voided": queries.voided_of(session, actor, meeting, minutes),
            "last_save": queries.latest_save(session, minutes),
        }
    return render_template("minutes/of_meeting.html", **context)


def _can_draft(actor: Actor, meeting: Meeting) -> bool:
    begun = meeting.state in (MeetingState.LIVE, MeetingState.ENDED)
    return begun and rules.may_record(actor, meeting)


def _page_of(actor: Actor, meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    recording = rules.may_record(actor, meeting)
    submitted = minutes.state is MinutesState.SUBMITTED
    return {
        "body": Markup(minutes.html),  # noqa: S704  (clean since it was stored)
        "can_edit": recording and rules.can_be_edited(minutes),
        "can_submit": recording and rules.can_be_edited(minutes)
        and meeting.state is not MeetingState.LIVE,
        "can_take_back": recording and submitted,
        "can_return": rules.can_be_returned(minutes) and rules.may_return(actor, meeting),
        "signer_role": rules.signer_role_of(actor, meeting, minutes),
        "next_signer": rules.next_signer(minutes),
        "may_decide_seal": rules.may_seal(actor, meeting)
        and minutes.state is MinutesState.SIGNED
        and meeting.state is not MeetingState.ARCHIVED,
        "is_complete": minutes.state in COMPLETE,
        "MinutesState": MinutesState,
    }  # fmt: skip


@pages.get("/meetings/<uuid:meeting_id>/minutes/pdf")
@for_signed_in
def pdf(actor: Actor, meeting_id: UUID) -> Response:
    """Hand out the newest PDF: as submitted, or with the signatures made so far."""
    with runtime().read() as session:
        _meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        sha256, name = minutes.pdf_sha256, minutes.number.replace("/", "-")
        if not sha256 or minutes.state is MinutesState.DRAFT:
            raise NoSuchMinutes
    content = neighbour(Storage).read(sha256)
    return attachment(content, f"{_('Minutes')} {name}.pdf", PDF)


@pages.get("/meetings/<uuid:meeting_id>/minutes/voided/<uuid:voided_id>/pdf")
@for_signed_in
def voided_pdf(actor: Actor, meeting_id: UUID, voided_id: UUID) -> Response:
    """Hand out a PDF that was signed once and then returned, to those who may read drafts."""
    with runtime().read() as session:
        meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        voided = queries.get_voided(session, actor, meeting, minutes, EntryId(voided_id))
        sha256, name = voided.pdf_sha256, minutes.number.replace("/", "-")
    content = neighbour(Storage).read(sha256)
    return attachment(content, f"{_('Voided minutes')} {name}.pdf", PDF)
