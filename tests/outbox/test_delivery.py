"""Mails leave over a real SMTP server, at least once, and wait when they can't."""

import email
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.mail import NoMailer, SmtpMailer
from hub.outbox import jobs, queries, service
from hub.outbox.models import OutgoingMessage
from tests.conftest import SetClock

Sent = Callable[[], list[OutgoingMessage]]


class Mailbox(Message):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    def prepare_message(self, session, envelope):  # type: ignore[no-untyped-def]
        return email.message_from_bytes(envelope.content, policy=default)

    def handle_message(self, message) -> None:  # type: ignore[no-untyped-def]
        self.mails.append(message)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[SmtpMailer]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=0)
    controller.port = free_port()
    controller.start()
    yield SmtpMailer("127.0.0.1", controller.port, "hub@yenlap.example", security="none")
    controller.stop()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def post(runtime: Runtime, key: str = "k", **more: object) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        service.post_mail(
            uow,
            key=key,
            to_address="xuanvien@example.vn",
            **{"subject": "Giấy mời họp", "body_text": "Kính mời", **more},  # type: ignore[arg-type]
        )


def test_a_due_mail_leaves_once(
    runtime: Runtime, server: SmtpMailer, mailbox: Mailbox, sent: Sent
) -> None:
    post(runtime)
    post(runtime)
    assert jobs.deliver_due(runtime, server) == 1
    assert jobs.deliver_due(runtime, server) == 0
    assert [mail["subject"] for mail in mailbox.mails] == ["Giấy mời họp"]
    assert sent()[0].sent_at is not None


def test_a_mail_waits_for_its_time(
    runtime: Runtime, server: SmtpMailer, mailbox: Mailbox, clock: SetClock
) -> None:
    post(runtime, due_at=clock.now.replace(hour=23))
    assert jobs.deliver_due(runtime, server) == 0
    clock.go(days=1)
    assert jobs.deliver_due(runtime, server) == 1


def test_a_dead_mail_server_loses_nothing_and_is_tried_again_later(
    runtime: Runtime, server: SmtpMailer, clock: SetClock, sent: Sent
) -> None:
    dead = SmtpMailer("127.0.0.1", free_port(), "hub@yenlap.example", security="none")
    post(runtime)
    assert jobs.deliver_due(runtime, dead) == 0
    assert sent()[0].attempts == 1
    assert sent()[0].last_error
    assert jobs.deliver_due(runtime, server) == 0, "not before the pause is over"
    clock.go(minutes=2)
    assert jobs.deliver_due(runtime, server) == 1


def test_without_a_mail_server_mails_wait_uncounted(runtime: Runtime, sent: Sent) -> None:
    post(runtime)
    assert jobs.deliver_due(runtime, NoMailer()) == 0
    assert sent()[0].attempts == 0


def test_a_repeated_delivery_has_the_same_message_id(
    runtime: Runtime, server: SmtpMailer, mailbox: Mailbox, sent: Sent
) -> None:
    post(runtime)
    jobs.deliver_due(runtime, server)
    server.send(jobs.as_mail(sent()[0]))
    first, second = (mail["message-id"] for mail in mailbox.mails)
    assert first == second


def test_withdrawing_takes_back_what_waits_and_nothing_else(
    runtime: Runtime, server: SmtpMailer, mailbox: Mailbox
) -> None:
    post(runtime, key="invitation:1:reminder:0")
    post(runtime, key="invitation:11:reminder:0")
    with runtime.unit_of_work(SYSTEM) as uow:
        service.withdraw(uow, "invitation:1:")
    assert jobs.deliver_due(runtime, server) == 1


def test_withdrawing_for_many_takes_back_theirs_and_nothing_else(
    runtime: Runtime, server: SmtpMailer, mailbox: Mailbox
) -> None:
    for key in ("1:reminder:0", "1:reminder:1", "1:sent", "2:reminder:0", "11:reminder:0"):
        post(runtime, key=f"invitation:{key}", subject=key)
    with runtime.unit_of_work(SYSTEM) as uow:
        theirs = [f"invitation:{number}:reminder:" for number in (1, 2)]
        service.withdraw_all(uow, "invitation:", theirs)
    assert jobs.deliver_due(runtime, server) == 2
    assert {mail["subject"] for mail in mailbox.mails} == {"1:sent", "11:reminder:0"}


def test_a_notice_is_read_by_its_person_from_its_time_on(
    runtime: Runtime, clock: SetClock, stage
) -> None:  # type: ignore[no-untyped-def]
    person = stage.communes[0].leader
    with runtime.unit_of_work(SYSTEM) as uow:
        service.post_notice(
            uow, key="n", to_person_id=person.id, subject="Sắp họp",
            due_at=clock.now.replace(hour=22),
        )  # fmt: skip
    with runtime.read() as session:
        assert queries.unread_count(session, person.id, clock.now) == 0
        later = clock.now.replace(hour=23)
        assert queries.unread_count(session, person.id, later) == 1
        assert queries.unread_count(session, stage.communes[1].leader.id, later) == 0
