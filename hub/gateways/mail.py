"""Electronic mail over SMTP, with calendar messages (RFC 5322, RFC 6047).

Sources of the shape of an invitation: RFC 6047 §2.4 (`method` in the content type equals the
METHOD inside) and CalConnect's developer guide (text, HTML and calendar as alternatives, and
once more as a file, because some clients look only there).
"""

import re
import smtplib
import ssl
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from typing import Final, Protocol

from hub.core.clock import system_clock
from hub.core.errors import InvalidInput, Unavailable
from hub.core.settings import Settings
from hub.core.text import N_
from hub.core.unit_of_work import ensure_outside_unit_of_work

TIMEOUT_S: Final = 20.0
LONGEST_ADDRESS: Final = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
PERMANENT: Final = 500  # RFC 5321 §4.2.1: 5yz is a permanent, 4yz a passing failure

#: Plain addresses only: what RFC 5322 allows beyond (comments, quotes, groups) is where
#: parsers disagree about who the addressee is.
ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
KEY: Final = re.compile(r"[A-Za-z0-9._-]{1,200}")
METHOD: Final = re.compile(r"[A-Z]{1,20}")
#: Characters that end a line in a header, for some reader at least.
LINE_ENDS: Final = frozenset("\u0085\u2028\u2029")


class MailUnavailable(Unavailable):
    """The mail server can't be reached or says "later"."""

    code = "mail-unavailable"
    text = N_("The mail server is not answering. The message stays in the outbox.")


class NoMailServer(Unavailable):
    """There is no mail server; messages wait and can be read in the hub."""

    code = "no-mail-server"
    text = N_("No mail server has been set up. The message stays in the outbox.")


class MailRefused(InvalidInput):
    """The message will never be accepted as it is: repeating it is useless."""

    code = "mail-refused"
    text = N_("The message cannot be sent: %(reason)s")


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address.

    `key` is the id of its outbox row: a repeated delivery has the same Message-ID, so that
    mailboxes can drop the second copy. `calendar` is a whole iCalendar object, `method` its
    METHOD (REQUEST, CANCEL).
    """

    key: str
    to: str
    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    method: str = ""
    to_name: str = ""
    reply_to: str = ""


class Mailer(Protocol):
    """Something that delivers mail."""

    @property
    def configured(self) -> bool:
        """Whether there is a server at all; without one, attempts need not be counted."""

    def send(self, mail: Mail) -> None:
        """Deliver one message.

        Raises MailUnavailable when trying again may help, MailRefused when it can't.
        """


@dataclass(frozen=True, slots=True)
class NoMailer:
    """For a hub without a mail server: nothing is sent, nothing is lost."""

    configured: bool = False

    def send(self, mail: Mail) -> None:
        """Refuse. Raises NoMailServer."""
        ensure_outside_unit_of_work()
        raise NoMailServer


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """A mail server reached over SMTP.

    `security`: "starttls" (refuses to go on without), "tls" (from the first byte), "none".
    The certificate and the host name are verified against `trust` or the system's anchors.
    """

    host: str
    port: int
    sender: str
    sender_name: str = "Điểm Cầu"
    security: str = "starttls"
    username: str = ""
    password: str = ""
    timeout_s: float = TIMEOUT_S
    trust: ssl.SSLContext | None = None
    configured: bool = True

    def send(self, mail: Mail) -> None:
        """Deliver one message. Raises MailUnavailable or MailRefused."""
        ensure_outside_unit_of_work()
        message = composed(mail, self.sender, self.sender_name)
        try:
            server = self._connected()
            try:
                server.send_message(message, self.sender, [mail.to])
            finally:
                # the message is accepted or refused by now; a lost farewell changes nothing
                with suppress(OSError, smtplib.SMTPException):
                    server.quit()
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = error.recipients[mail.to]
            raise _failure(code, reason) from error
        except smtplib.SMTPDataError as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable from error

    def _connected(self) -> smtplib.SMTP:
        name = self.sender.rpartition("@")[2]  # otherwise smtplib asks the DNS who we are
        server: smtplib.SMTP
        if self.security == "tls":
            server = smtplib.SMTP_SSL(
                self.host, self.port, name, timeout=self.timeout_s, context=self._trusted()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, name, timeout=self.timeout_s)
        try:
            if self.security == "starttls":
                server.starttls(context=self._trusted())
            if self.username:
                server.login(self.username, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _trusted(self) -> ssl.SSLContext:
        return self.trust or _system_anchors()


@cache
def _system_anchors() -> ssl.SSLContext:
    """Return whom the system trusts. Read once: it takes 25 ms in which nothing else runs."""
    return ssl.create_default_context()


def mailer_of(settings: Settings) -> Mailer:
    """Return the mailer that the settings describe."""
    if not settings.smtp_host:
        return NoMailer()
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
    )


def composed(mail: Mail, sender: str, sender_name: str) -> EmailMessage:
    """Write the message out. Raises MailRefused for anything that does not belong in a header.

    The library itself refuses line ends with ValueError, AssertionError or AttributeError,
    depending on the place; a job must not die of a name.
    """
    _check(mail)
    try:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(sender_name, addr_spec=sender)
        message["To"] = Address(mail.to_name, addr_spec=mail.to)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(system_clock())
        message["Message-ID"] = f"<{mail.key}@{sender.rpartition('@')[2]}>"
        if mail.reply_to:
            message["Reply-To"] = Address(addr_spec=mail.reply_to)
        _add_contents(message, mail)
        bytes(message)
    except (ValueError, AssertionError, AttributeError, LookupError) as error:
        raise MailRefused(reason=str(error)) from error
    return message


def _add_contents(message: EmailMessage, mail: Mail) -> None:
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if not mail.calendar:
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
        return
    calendar = mail.calendar.encode()
    message.add_alternative(
        calendar,
        maintype="text",
        subtype="calendar",
        params={"method": mail.method, "charset": "utf-8"},
        cte="base64",
    )
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")


def _check(mail: Mail) -> None:
    for address in filter(None, (mail.to, mail.reply_to)):
        if len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address):
            raise MailRefused(reason=f"address {address!r}")
    if not mail.to:
        raise MailRefused(reason="no address")
    for value in (mail.subject, mail.to_name):
        if any(unicodedata.category(c) == "Cc" or c in LINE_ENDS for c in value):
            raise MailRefused(reason=f"control character in {value!r}")
    if not KEY.fullmatch(mail.key):
        raise MailRefused(reason=f"key {mail.key!r}")
    if mail.calendar and not METHOD.fullmatch(mail.method):
        raise MailRefused(reason=f"method {mail.method!r}")


def _failure(code: int, reason: bytes | str) -> MailUnavailable | MailRefused:
    if code < PERMANENT:
        return MailUnavailable()
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return MailRefused(reason=f"{code} {words}")
