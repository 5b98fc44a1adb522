"""Mails for administrators: what waits, what failed, what was sent, each to be read."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import MessageId
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.outbox import queries, service
from hub.outbox.errors import NoSuchMessage
from hub.outbox.models import Channel, OutgoingMessage
from hub.web import toast
from hub.web.access import for_role, runtime, settings
from hub.web.downloads import CALENDAR, attachment
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of

pages = Blueprint("outbox", __name__)

for_readers: Final = for_role(Role.SYSTEM_ADMIN, Role.AUDITOR)
for_managers: Final = for_role(Role.SYSTEM_ADMIN)

STATES: Final = (
    ("", N_("All")),
    ("waiting", N_("Waiting")),
    ("failed", N_("Failed")),
    ("sent", N_("Sent")),
    ("withdrawn", N_("Withdrawn")),
)


@pages.get("/admin/messages")
@for_readers
def messages(actor: Actor) -> ResponseReturnValue:
    """List mails, newest first, a page at a time."""
    number = asked_page()
    state = asked_state()
    with runtime().read() as session:
        found, total = queries.mails(session, state=state, offset=offset_of(number), most=PER_PAGE)
        counts = {name: queries.mails(session, state=name, most=1)[1] for name, _label in STATES}
    return render_template(
        "outbox/messages.html",
        page=Page(found, number, total),
        state=state,
        tabs=_tabs(state, counts),
        state_of=state_of,
        has_mail_server=bool(settings().smtp_host),
        can_manage=actor.has(Role.SYSTEM_ADMIN),
    )


@pages.get("/admin/messages/<uuid:message_id>")
@for_readers
def message(actor: Actor, message_id: MessageId) -> ResponseReturnValue:
    """Show a mail with its text and calendar part."""
    with runtime().read() as session:
        found = _mail(queries.get(session, message_id))
    return render_template(
        "outbox/message.html",
        message=found,
        state=state_of(found),
        calendar=calendar_lines(found.calendar),
        has_mail_server=bool(settings().smtp_host),
        can_manage=actor.has(Role.SYSTEM_ADMIN),
    )


@pages.get("/admin/messages/<uuid:message_id>/invite.ics")
@for_readers
def calendar(_actor: Actor, message_id: MessageId) -> ResponseReturnValue:
    """Return the calendar part of a mail as a file."""
    with runtime().read() as session:
        found = _mail(queries.get(session, message_id))
    if not found.calendar:
        raise NoSuchMessage
    return attachment(found.calendar.encode(), "invite.ics", CALENDAR)


@pages.post("/admin/messages/<uuid:message_id>/retry")
@for_managers
def retry(actor: Actor, message_id: MessageId) -> ResponseReturnValue:
    """Try a mail again at once."""
    with runtime().unit_of_work(actor) as uow:
        service.retry(uow, _mail(queries.get(uow.session, message_id)))
    toast.say(_("The mail will be tried again within a minute."))
    return redirect(url_for("outbox.message", message_id=message_id))


@pages.post("/admin/messages/<uuid:message_id>/withdraw")
@for_managers
def withdraw(actor: Actor, message_id: MessageId) -> ResponseReturnValue:
    """Take a waiting mail back."""
    with runtime().unit_of_work(actor) as uow:
        service.take_back(uow, _mail(queries.get(uow.session, message_id)))
    toast.say(_("The mail was withdrawn and will not be sent."))
    return redirect(url_for("outbox.message", message_id=message_id))


def asked_state() -> str:
    """Return the state the address asks for; nonsense means all."""
    state = request.args.get("state", "")
    return state if state in {name for name, _label in STATES} else ""


def state_of(found: OutgoingMessage) -> str:
    """Return "sent", "withdrawn", "failed", "again" (tried in vain, tried again) or "waiting"."""
    if found.sent_at is not None:
        return "sent"
    if found.withdrawn_at is not None:
        return "withdrawn"
    if found.given_up_at is not None:
        return "failed"
    return "again" if found.attempts else "waiting"


def calendar_lines(text: str) -> Sequence[str]:
    """Return the content lines of an iCalendar part, unfolded (RFC 5545 §3.1)."""
    return text.replace("\r\n ", "").replace("\r\n\t", "").splitlines()


def _mail(found: OutgoingMessage) -> OutgoingMessage:
    """Let mails through; what people read in the hub is theirs alone."""
    if found.channel is not Channel.MAIL:
        raise NoSuchMessage
    return found


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "label": _(label),
            "url": url_for("outbox.messages", state=name or None),
            "current": name == state,
            "count": counts[name],
            "tone": "seal" if name == "failed" and counts[name] else "",
        }
        for name, label in STATES
    ]
