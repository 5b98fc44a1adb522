"""Delivering mails whose time has come."""

import logging
from typing import Final

from hub.core.errors import HubError
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.mail import Mail, Mailer, MailRefused
from hub.outbox import queries, service
from hub.outbox.models import OutgoingMessage

log = logging.getLogger(__name__)

#: At least once: a crash between sending and noting repeats at most the mail under way.
BATCH: Final = 20


def deliver_due(runtime: Runtime, mailer: Mailer) -> int:
    """Send every mail that is due; return how many left. Without a mail server they wait."""
    if not mailer.configured:
        return 0
    sent = 0
    while True:
        with runtime.read() as session:
            waiting = list(queries.due_mails(session, runtime.clock(), BATCH))
        left = [_deliver(runtime, mailer, message) for message in waiting]
        sent += sum(left)
        if len(waiting) < BATCH or not any(left):
            return sent


def _deliver(runtime: Runtime, mailer: Mailer, message: OutgoingMessage) -> bool:
    problem, hopeless = "", False
    try:
        mailer.send(as_mail(message))
    except HubError as error:
        problem, hopeless = str(error), isinstance(error, MailRefused)
        log.warning("mail %s not sent: %s", message.id, problem)
    with runtime.unit_of_work(SYSTEM) as uow:
        stored = queries.get(uow.session, message.id)
        if problem:
            service.note_failed(uow, stored, problem, hopeless=hopeless)
        else:
            service.note_sent(uow, stored)
    return not problem


def as_mail(message: OutgoingMessage) -> Mail:
    """Return the mail a row stands for; its key becomes the Message-ID."""
    return Mail(
        key=str(message.id),
        to=message.to_address,
        subject=message.subject,
        text=message.body_text,
        html=message.body_html,
        calendar=message.calendar,
        method=message.calendar_method,
    )
