import email
import socket
import ssl
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.core.clock import system_clock
from hub.core.errors import Unavailable
from hub.core.settings import Settings
from hub.core.unit_of_work import inside_unit_of_work
from hub.gateways.mail import (
    Mail,
    MailRefused,
    MailUnavailable,
    NoMailer,
    NoMailServer,
    SmtpMailer,
    mailer_of,
)

INVITE = "\r\n".join(
    ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1@hub",
     "SUMMARY:Hội nghị triển khai xây dựng chính quyền điện tử", "END:VEVENT",
     "END:VCALENDAR", ""]
)  # fmt: skip

MAIL = Mail(
    key="0190b0f0-0000-7000-8000-000000000001",
    to="vanphong@xuanvien.example",
    to_name="Văn phòng UBND xã Xuân Viên",
    subject="Giấy mời: Hội nghị triển khai xây dựng chính quyền điện tử trên địa bàn huyện",
    text="Kính gửi: Ủy ban nhân dân xã Xuân Viên\n",
    html="<p>Kính gửi: Ủy ban nhân dân xã Xuân Viên</p>",
    calendar=INVITE,
    method="REQUEST",
)


class Box:
    """A mailbox behind a real SMTP server."""

    def __init__(self) -> None:
        self.envelopes: list[tuple[str, list[str]]] = []
        self.mails: list[EmailMessage] = []
        self.answer_rcpt = "250 OK"
        self.answer_data = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.answer_rcpt == "250 OK":
            envelope.rcpt_tos.append(address)
        return self.answer_rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return self.answer_data


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def served(box, **options):
    return Controller(box, hostname="127.0.0.1", port=free_port(), **options)


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def server(box):
    server = served(box)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mailer(server):
    return SmtpMailer("127.0.0.1", server.port, "diemcau@yenlap.example", security="none")


def test_an_invitation_arrives_with_text_html_calendar_and_file(mailer, box):
    mailer.send(MAIL)
    (mail,) = box.mails
    assert box.envelopes == [("diemcau@yenlap.example", ["vanphong@xuanvien.example"])]
    assert mail["Subject"] == MAIL.subject
    assert mail["To"].addresses[0].display_name == MAIL.to_name
    assert mail["From"].addresses[0].display_name == "Điểm Cầu"
    assert mail["Message-ID"] == f"<{MAIL.key}@yenlap.example>"
    assert "Auto-Submitted" not in mail
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
        "application/ics",
    ]  # fmt: skip
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert calendar["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    assert calendar.get_payload(decode=True) == INVITE.encode()
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "invite.ics"
    assert attached.get_payload(decode=True) == INVITE.encode()
    assert mail.get_body(("plain",)).get_content().strip() == MAIL.text.strip()


def test_a_plain_notice_is_marked_as_automatic(mailer, box):
    mailer.send(Mail(key="a", to="a@b.example", subject="Nhắc trả lời", text="Kính nhờ trả lời."))
    (mail,) = box.mails
    assert mail.get_content_type() == "text/plain"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_sending_twice_has_the_same_message_id(mailer, box):
    mailer.send(MAIL)
    mailer.send(MAIL)
    assert len({mail["Message-ID"] for mail in box.mails}) == 1


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\u2028", "\u2029", "\u0085", "\0", "\x1b"])
@pytest.mark.parametrize("place", ["subject", "to_name", "to", "reply_to", "key", "method"])
def test_nobody_adds_headers_through_a_name(mailer, box, place, end):
    values = {name: getattr(MAIL, name) for name in Mail.__slots__}
    with pytest.raises(MailRefused):
        mailer.send(Mail(**values | {place: f"a@b.example{end}Bcc: evil@evil.example"}))
    assert box.mails == []


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b", "a@b.example, c@d.example", "alice@example.org)bob@evil", "a@b..c",
     "<a@b.example>", "é@b.example", "a" * 65 + "@b.example", "a@" + "b" * 260, ":o;:\xff::",
     "a b@c.example", "A <a@b.example>"],
)  # fmt: skip
def test_only_plain_addresses_are_written_to(mailer, address):
    with pytest.raises(MailRefused):
        mailer.send(Mail(key="a", to=address, subject="s", text="t"))


def test_a_lone_surrogate_is_refused_and_not_a_crash(mailer):
    for field in ("text", "subject", "to_name", "html"):
        values = {"key": "a", "to": "a@b.example", "subject": "s", "text": "t"}
        with pytest.raises(MailRefused):
            mailer.send(Mail(**values | {field: "x\ud800"}))


def test_a_refused_recipient_is_told_from_one_to_try_later(mailer, box):
    box.answer_rcpt = "550 No such mailbox"
    with pytest.raises(MailRefused) as refusal:
        mailer.send(MAIL)
    assert "550 No such mailbox" in refusal.value.sentence
    box.answer_rcpt = "451 Greylisted, come back later"
    with pytest.raises(MailUnavailable):
        mailer.send(MAIL)
    box.answer_rcpt = "250 OK"
    box.answer_data = "552 Too much mail data"
    with pytest.raises(MailRefused):
        mailer.send(MAIL)


def test_a_server_that_is_away_or_silent_means_later():
    mailer = SmtpMailer("127.0.0.1", free_port(), "a@b.example", security="none", timeout_s=0.3)
    with pytest.raises(MailUnavailable):
        mailer.send(MAIL)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        with pytest.raises(MailUnavailable):
            SmtpMailer("127.0.0.1", port, "a@b.example", timeout_s=0.3).send(MAIL)


def test_without_a_server_messages_stay_where_they_are():
    assert mailer_of(Settings(smtp_host="")) == NoMailer()
    assert not NoMailer().configured
    with pytest.raises(NoMailServer) as refusal:
        NoMailer().send(MAIL)
    assert isinstance(refusal.value, Unavailable)


def test_the_settings_choose_the_server():
    mailer = mailer_of(
        Settings(smtp_host="mail.example", smtp_port=465, smtp_security="tls", mail_from="h@x.vn")
    )
    assert mailer == SmtpMailer("mail.example", 465, "h@x.vn", security="tls")
    assert mailer.configured


def test_no_mail_leaves_inside_a_unit_of_work(mailer, box):
    token = inside_unit_of_work.set(True)
    try:
        with pytest.raises(RuntimeError, match="unit of work"):
            mailer.send(MAIL)
    finally:
        inside_unit_of_work.reset(token)
    assert box.mails == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1, and one for another host."""
    return {
        name: _certificate(tmp_path_factory.mktemp("tls") / f"{name}.pem", address)
        for name, address in (("right", "127.0.0.1"), ("other", "127.0.0.2"))
    }


def _certificate(path, address):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = system_clock()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _server_side(path):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


def test_starttls_is_used_and_the_name_of_the_host_verified(box, certificate):
    def check(server, session, envelope, mechanism, data):
        known = (data.login, data.password) == (b"hub", b"secret")
        return AuthResult(success=known, handled=False)

    options = {"authenticator": check}
    right = certificate["right"]
    server = served(box, tls_context=_server_side(right), require_starttls=True, **options)
    server.start()
    try:
        trust = ssl.create_default_context(cafile=right)
        ours = {"sender": "a@b.example", "host": "127.0.0.1", "port": server.port}
        SmtpMailer(**ours, trust=trust, username="hub", password="secret").send(MAIL)
        assert len(box.mails) == 1
        for wrong in (
            {"trust": trust, "username": "hub", "password": "guess"},
            {"trust": None},
            {"trust": ssl.create_default_context(cafile=certificate["other"])},
        ):
            with pytest.raises(MailUnavailable):
                SmtpMailer(**ours, **wrong).send(MAIL)
    finally:
        server.stop()
    server = served(box, tls_context=_server_side(certificate["other"]), require_starttls=True)
    server.start()
    try:
        trust = ssl.create_default_context(cafile=certificate["other"])
        with pytest.raises(MailUnavailable):
            SmtpMailer("127.0.0.1", server.port, "a@b.example", trust=trust).send(MAIL)
    finally:
        server.stop()
    assert len(box.mails) == 1


def test_a_server_without_starttls_gets_nothing(server, box):
    with pytest.raises(MailUnavailable):
        SmtpMailer("127.0.0.1", server.port, "a@b.example").send(MAIL)
    assert box.mails == []


def test_tls_from_the_first_byte(box, certificate):
    right = certificate["right"]
    server = served(box, ssl_context=_server_side(right))
    with suppress(ssl.SSLError):  # its own first connection does not trust the certificate
        server.start()
    try:
        trust = ssl.create_default_context(cafile=right)
        SmtpMailer("127.0.0.1", server.port, "a@b.example", security="tls", trust=trust).send(MAIL)
    finally:
        server.stop()
    assert len(box.mails) == 1
