"""Reminders to those who run a meeting: its chair, its secretary, the host's technicians.

Keys: `running:<meeting>:<sequence>:<version>:<which>:<person>`. They come when the units' own
reminders come; those of an earlier time or of another chair are withdrawn when new ones are made.
"""

from collections.abc import Iterable

from hub.core.ids import MeetingId
from hub.core.paper import render
from hub.core.text import LOCALES, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.directory.models import Person
from hub.invitations.notices.desk import Desk, when
from hub.invitations.notices.letters import Words
from hub.invitations.notices.reminders import sentence_of
from hub.invitations.rules import BY_MAIL, Reminder, reminders_due
from hub.meetings.models import Meeting
from hub.outbox import service as outbox


def remind_host(uow: UnitOfWork, desk: Desk, meeting: Meeting, people: Iterable[Person]) -> None:
    """Queue the reminders still to come, in place of any queued before; one each."""
    stop_reminding_host(uow, meeting.id)
    edition = f"{meeting.sequence}:{meeting.version}"
    persons = {each.id: each for each in people}
    for which, due_at in reminders_due(meeting, uow.now).items():
        for person in persons.values():
            key = f"{_prefix(meeting.id)}{edition}:{which.value}:{person.id}"
            with use_locale(LOCALES[0]):
                outbox.post_notice(
                    uow,
                    key=f"{key}:read",
                    to_person_id=person.id,
                    subject=sentence_of(which, meeting),
                    body=when(meeting),
                    link=f"/meetings/{meeting.id}",
                    icon="clock",
                    due_at=due_at,
                )
                if which in BY_MAIL:
                    text, html = _bodies(desk, meeting, which)
                    outbox.post_mail(
                        uow,
                        key=key,
                        to_address=person.email,
                        subject=_("Reminder: %(title)s", title=meeting.title),
                        body_text=text,
                        body_html=html,
                        due_at=due_at,
                    )


def stop_reminding_host(uow: UnitOfWork, meeting_id: MeetingId) -> None:
    """Withdraw the reminders that have not come yet."""
    outbox.withdraw(uow, _prefix(meeting_id))


def _prefix(meeting_id: MeetingId) -> str:
    return f"running:{meeting_id}:"


def _bodies(desk: Desk, meeting: Meeting, which: Reminder) -> tuple[str, str]:
    values = {
        "meeting": meeting,
        "unit": meeting.host,
        "words": Words(
            subject=sentence_of(which, meeting),
            opening=_("A reminder of the meeting your office holds:"),
            asks=False,
        ),
        "when": when(meeting),
        "place": meeting.location or meeting.host.name,
        "chair_title": desk.chair_title,
        "page": desk.page_of(meeting),
        "is_guest": False,
        "links": {},
    }
    return render("mail/meeting.txt", **values), render("mail/meeting.html", **values)
