"""Sealing: gather, print, pack, sign, check, and only then write that it is sealed."""

from typing import Final
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.archive import papers, queries, service
from hub.archive.errors import AlreadySealed, MayNotSeal, NotReadyToSeal
from hub.archive.forms import SealForm
from hub.archive.views.blueprint import pages
from hub.archive.views.dossiers import choices
from hub.core.errors import HubError, InvalidInput
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.gateways.dossiers.problems import PackingFailed
from hub.gateways.signing.folders import key_with
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web import confirmation
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import submitted
from hub.web.security import limited
from hub.web.toast import say

WITHIN_S: Final = 120.0
PACK_WITHIN_S: Final = 600.0


@pages.post("/meetings/<uuid:meeting_id>/dossier")
@for_signed_in
@limited("10 per minute")
def seal(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Seal the dossier with the key of the organisation. A wrong PIN changes nothing."""
    try:
        form = submitted(SealForm)
        confirmation.ensure()
        _seal(actor, MeetingId(meeting_id), form)
    except (AlreadySealed, MayNotSeal, NotReadyToSeal):
        raise
    except InvalidInput as mistake:
        return _again(actor, meeting_id, mistake)
    say(_("The dossier is sealed and was checked once more in the store."))
    return redirect(url_for(".dossier", meeting_id=meeting_id))


def _again(actor: Actor, meeting_id: UUID, mistake: InvalidInput) -> tuple[str, int]:
    with runtime().read() as session:
        meeting = queries.get_meeting_to_keep(session, actor, MeetingId(meeting_id))
        context = choices(actor, meeting) | {
            "ready": queries.readiness(session, meeting),
            "keys": queries.seal_keys(session, meeting, runtime().clock()),
            "mistakes": mistake.fields or {"pin": mistake.sentence},
            "mistake": mistake.sentence,
        }
    return render_template("archive/unsealed.html", meeting=meeting, **context), 400


def _seal(actor: Actor, meeting_id: MeetingId, form: SealForm) -> None:
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_meeting_to_keep(uow.session, actor, meeting_id)
        service.ensure_can_seal(uow, meeting)
        key = queries.seal_key(uow.session, meeting, form.key_id, uow.now)
        contents = queries.contents_of(uow.session, meeting, uow.now, actor.name)
    sealer = papers.Sealer(settings(), neighbour(Storage), neighbour(Workers).run)
    parts = sealer.parts(contents, form.retention)
    try:
        package = sealer.seal(parts, key_with(settings(), key, form.pin), contents.now)
    except PackingFailed:
        raise
    except HubError as refused:
        raise InvalidInput({"pin": refused.sentence}) from refused
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_meeting_to_keep(uow.session, actor, meeting_id)
        head = contents.chain.head
        service.seal(uow, meeting, package, retention=form.retention, audit_head=head)
