"""What the leaders of the units that are asked read, and what those who ask read.

Keys begin with `opinion:<id>:`; reminders wait in the outbox under `opinion:<id>:remind:<unit>:`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from hub.core.clock import format_moment
from hub.core.ids import PersonId, UnitId
from hub.core.paper import render
from hub.core.text import LOCALES, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Post
from hub.opinions import rules
from hub.opinions.models import Consultation, Respondent
from hub.outbox import service as outbox

#: How long before the deadline those who have not answered are reminded by themselves.
REMINDERS: Final = (timedelta(days=1), timedelta(hours=2))


def ask(uow: UnitOfWork, consultation: Consultation) -> None:
    """Ask every unit by mail, its leaders in the hub, and prepare the reminders."""
    leaders = _leaders(uow, consultation)
    with use_locale(LOCALES[0]):
        subject = _("Your opinion in writing: %(title)s", title=consultation.title)
        body = _("Please answer by %(due)s.", due=format_moment(consultation.due_at))
        for respondent in consultation.respondents:
            posts = leaders.get(respondent.unit_id, [])
            key = f"opinion:{consultation.id}:ask:{respondent.unit_id}"
            _tell(uow, consultation, posts, key, subject, body, "mail-question")
            _mail(uow, consultation, posts, key, subject, body)
    _remind_later(uow, consultation, leaders)


def tell_extended(uow: UnitOfWork, consultation: Consultation, reason: str) -> None:
    """Tell everybody who was asked of the later deadline; reminders move with it."""
    leaders = _leaders(uow, consultation)
    outbox.withdraw(uow, f"opinion:{consultation.id}:remind:")
    stamp = f"{consultation.due_at:%Y%m%dT%H%M%S}"
    with use_locale(LOCALES[0]):
        subject = _(
            "More time, until %(due)s: %(title)s",
            due=format_moment(consultation.due_at),
            title=consultation.title,
        )
        body = _("Reason: %(reason)s", reason=reason)
        for respondent in consultation.respondents:
            posts = leaders.get(respondent.unit_id, [])
            key = f"opinion:{consultation.id}:extended:{stamp}:{respondent.unit_id}"
            _tell(uow, consultation, posts, key, subject, body, "clock")
            _mail(uow, consultation, posts, key, subject, body)
    _remind_later(uow, consultation, leaders)


def chase(uow: UnitOfWork, consultation: Consultation) -> int:
    """Remind the units that have not answered now; return how many."""
    waiting = [each for each in consultation.respondents if each.answered_at is None]
    leaders = _leaders(uow, consultation)
    with use_locale(LOCALES[0]):
        subject = _("Reminder: your opinion in writing on “%(title)s”", title=consultation.title)
        body = _("Please answer by %(due)s.", due=format_moment(consultation.due_at))
        for respondent in waiting:
            posts = leaders.get(respondent.unit_id, [])
            stamp = f"{uow.now:%Y%m%dT%H%M%S}"
            key = f"opinion:{consultation.id}:chase:{stamp}:{respondent.unit_id}"
            _tell(uow, consultation, posts, key, subject, body, "bell-ringing")
            _mail(uow, consultation, posts, key, subject, body)
    return len(waiting)


def stop_reminding(uow: UnitOfWork, consultation: Consultation, respondent: Respondent) -> None:
    """Take back the reminders of a unit that has answered."""
    outbox.withdraw(uow, f"opinion:{consultation.id}:remind:{respondent.unit_id}:")


def tell_counted(uow: UnitOfWork, consultation: Consultation) -> None:
    """Tell who wrote the form that its answers are counted."""
    outbox.withdraw(uow, f"opinion:{consultation.id}:remind:")
    with use_locale(LOCALES[0]):
        outbox.post_notice(
            uow,
            key=f"opinion:{consultation.id}:counted",
            to_person_id=consultation.drafted_by_id,
            subject=_("The opinions are counted: %(title)s", title=consultation.title),
            body=_("Look at the result and issue it."),
            link=f"/opinions/{consultation.id}",
            icon="clipboard-check",
        )


def tell_cancelled(uow: UnitOfWork, consultation: Consultation, reason: str) -> None:
    """Tell everybody who was asked that no answer is needed any more, and why."""
    outbox.withdraw(uow, f"opinion:{consultation.id}:")
    with use_locale(LOCALES[0]):
        subject = _("Cancelled, no opinion is needed: %(title)s", title=consultation.title)
        _tell_all(uow, consultation, "cancelled", subject, _("Reason: %(reason)s", reason=reason),
                  "ban")  # fmt: skip


def tell_issued(uow: UnitOfWork, consultation: Consultation) -> None:
    """Tell everybody who was asked that the result is there."""
    with use_locale(LOCALES[0]):
        subject = _("Result of the opinions in writing: %(title)s", title=consultation.title)
        _tell_all(uow, consultation, "issued", subject, "", "file-certificate")


def _tell_all(
    uow: UnitOfWork, consultation: Consultation, what: str, subject: str, body: str, icon: str
) -> None:
    leaders = _leaders(uow, consultation)
    for respondent in consultation.respondents:
        posts = leaders.get(respondent.unit_id, [])
        key = f"opinion:{consultation.id}:{what}:{respondent.unit_id}"
        _tell(uow, consultation, posts, key, subject, body, icon)


def _remind_later(
    uow: UnitOfWork, consultation: Consultation, leaders: Mapping[UnitId, list[Post]]
) -> None:
    with use_locale(LOCALES[0]):
        subject = _("Reminder: your opinion in writing on “%(title)s”", title=consultation.title)
        body = _("Please answer by %(due)s.", due=format_moment(consultation.due_at))
    for respondent in consultation.respondents:
        if respondent.answered_at is not None:
            continue
        for person_id in _people(leaders.get(respondent.unit_id, [])):
            for before in REMINDERS:
                at = consultation.due_at - before
                if at <= uow.now:
                    continue
                outbox.post_notice(
                    uow,
                    key=f"opinion:{consultation.id}:remind:{respondent.unit_id}:{person_id}"
                    f":{at:%Y%m%dT%H%M%S}",
                    to_person_id=person_id,
                    subject=subject,
                    body=body,
                    link=f"/opinions/{consultation.id}",
                    icon="bell-ringing",
                    due_at=at,
                )


def _leaders(uow: UnitOfWork, consultation: Consultation) -> dict[UnitId, list[Post]]:
    """Return the posts that answer for the units that are asked, with person and unit."""
    asked = {each.unit_id for each in consultation.respondents}
    found: dict[UnitId, list[Post]] = {}
    for role in rules.LEADING:
        for post in directory.posts_with_role(uow.session, role):
            if post.unit_id in asked:
                found.setdefault(post.unit_id, []).append(post)
    return found


def _people(posts: Iterable[Post]) -> list[PersonId]:
    return list(dict.fromkeys(post.person_id for post in posts))


def _tell(
    uow: UnitOfWork,
    consultation: Consultation,
    posts: Iterable[Post],
    key: str,
    subject: str,
    body: str,
    icon: str,
) -> None:
    for person_id in _people(posts):
        outbox.post_notice(
            uow,
            key=f"{key}:{person_id}",
            to_person_id=person_id,
            subject=subject,
            body=body,
            link=f"/opinions/{consultation.id}",
            icon=icon,
        )


def _mail(
    uow: UnitOfWork,
    consultation: Consultation,
    posts: list[Post],
    key: str,
    subject: str,
    body: str,
) -> None:
    address = next((post.unit.email for post in posts if post.unit.email), "")
    address = address or next((post.person.email for post in posts if post.person.email), "")
    outbox.post_mail(
        uow,
        key=key,
        to_address=address,
        subject=subject,
        body_text=render(
            "mail/opinion.txt",
            subject=subject,
            sentence=body,
            questions=[each.title for each in consultation.questions],
            link=f"{uow.settings.url}/opinions/{consultation.id}",
        ),
    )
