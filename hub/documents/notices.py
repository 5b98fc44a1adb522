"""The messages about a document: a mail to the unit, a notice to each of its readers.

Keys begin with `document:<id>:<version>:`, so a new version has messages of its own and
posting twice is harmless.
"""

from collections.abc import Sequence

from hub.core.clock import format_moment
from hub.core.ids import DocumentId, PersonId, UnitId, VersionId
from hub.core.paper import render
from hub.core.text import LOCALES, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.directory.models import Person, Unit
from hub.documents.models import Document, Receipt
from hub.outbox import service as outbox


def mail_key(document_id: DocumentId, version_id: VersionId, unit_id: UnitId) -> str:
    """Return the key of the mail that brings a version to a unit."""
    return f"document:{document_id}:{version_id}:u:{unit_id}"


def keys_of(receipt: Receipt) -> tuple[str, str]:
    """Return the keys of the mail and the notice that bring a reader the document."""
    head = f"document:{receipt.document_id}:{receipt.version_id}"
    return f"{head}:u:{receipt.unit_id}", f"{head}:p:{receipt.person_id}"


def tell_issued(
    uow: UnitOfWork, document: Document, unit: Unit, people: Sequence[Person], *, late: bool
) -> None:
    """Tell a unit that it got a document."""
    with use_locale(LOCALES[0]):
        subject = _("Document: %(title)s", title=document.title)
        sentence = _("Please read the document and acknowledge that you received it.")
        _tell(
            uow, document, unit, people, "", subject, sentence, icon="file-certificate", late=late
        )


def remind(uow: UnitOfWork, document: Document, unit: Unit, people: Sequence[Person]) -> None:
    """Ask a unit once more to acknowledge."""
    with use_locale(LOCALES[0]):
        subject = _("Reminder: please acknowledge “%(title)s”", title=document.title)
        sentence = _("Your unit has not yet acknowledged that it received this document.")
        tail = f":r:{uow.now:%Y%m%dT%H%M%S}"
        _tell(uow, document, unit, people, tail, subject, sentence, icon="bell-ringing", late=False)


def overdue_key(document_id: DocumentId, version_id: VersionId) -> str:
    """Return the beginning of the keys of what is said when nobody acknowledged in time."""
    return f"overdue:{document_id}:{version_id}:"


def remind_overdue(
    uow: UnitOfWork, document: Document, unit: Unit, people: Sequence[Person]
) -> None:
    """Tell a unit that it should have acknowledged by the end of the working day."""
    with use_locale(LOCALES[0]):
        subject = _("Not acknowledged today: “%(title)s”", title=document.title)
        sentence = _("Receipt is to be acknowledged on the day of arrival (Decree 30/2020).")
        _tell(uow, document, unit, people, ":due", subject, sentence, icon="clock", late=False)


def tell_overdue(
    uow: UnitOfWork, document: Document, version_id: VersionId, person_id: PersonId, said: str
) -> None:
    """Tell somebody of the sending office which units have not acknowledged in time."""
    with use_locale(LOCALES[0]):
        outbox.post_notice(
            uow,
            key=f"{overdue_key(document.id, version_id)}{person_id}",
            to_person_id=person_id,
            subject=_("Not acknowledged today: “%(title)s”", title=document.title),
            body=said,
            link=f"/documents/{document.id}/receipts",
            icon="clock",
        )


def tell_recalled(uow: UnitOfWork, document: Document, receipt: Receipt) -> None:
    """Tell a reader that the document was taken back, and why."""
    with use_locale(LOCALES[0]):
        outbox.post_notice(
            uow,
            key=f"recalled:{document.id}:{receipt.person_id}",
            to_person_id=receipt.person_id,
            subject=_("Recalled: %(title)s", title=document.title),
            body=_("Reason: %(reason)s", reason=document.recall_reason),
            link=f"/documents/{document.id}",
            icon="file-alert",
        )


def tell_reopened(
    uow: UnitOfWork, document: Document, version_id: VersionId, person_id: PersonId, reason: str
) -> None:
    """Tell who signed that the signed version was taken back before it was issued."""
    with use_locale(LOCALES[0]):
        outbox.post_notice(
            uow,
            key=f"reopened:{version_id}:{person_id}",
            to_person_id=person_id,
            subject=_("Taken back to be corrected: %(title)s", title=document.title),
            body=_("Your signature on it counts no more. Reason: %(reason)s", reason=reason),
            link=f"/documents/{document.id}",
            icon="arrow-back-up",
        )


def _tell(  # noqa: PLR0913  (the parts of one message)
    uow: UnitOfWork,
    document: Document,
    unit: Unit,
    people: Sequence[Person],
    tail: str,
    subject: str,
    sentence: str,
    *,
    icon: str,
    late: bool,
) -> None:
    version = max(document.versions, key=lambda each: each.number)
    address = unit.email or next((each.email for each in people if each.email), "")
    values = {
        "subject": subject,
        "sentence": sentence,
        "document": document,
        "meeting": document.meeting,
        "when": format_moment(document.meeting.starts_at),
        "unit": unit.name,
        "late": late,
        "link": f"{uow.settings.url}/documents/{document.id}",
    }
    outbox.post_mail(
        uow,
        key=mail_key(document.id, version.id, unit.id) + tail,
        to_address=address,
        subject=subject,
        body_text=render("mail/document.txt", **values),
        body_html=render("mail/document.html", **values),
    )
    for person in people:
        outbox.post_notice(
            uow,
            key=f"document:{document.id}:{version.id}:p:{person.id}{tail}",
            to_person_id=person.id,
            subject=subject,
            body=document.meeting.title,
            link=f"/documents/{document.id}",
            icon=icon,
        )
