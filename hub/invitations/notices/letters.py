"""Mails to a unit and the sentence its people read in the hub at the same time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.core.clock import format_moment
from hub.core.paper import render
from hub.core.text import LOCALES, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.invitations.models import Answer
from hub.invitations.notices.calendar import CANCEL, REQUEST, calendar_of
from hub.invitations.notices.desk import Desk, Invitee, when
from hub.invitations.notices.sentences import tell
from hub.meetings.models import Meeting
from hub.outbox import service as outbox

#: What the key of a withdrawal says.
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True)
class Words:
    """What one message says beyond the facts of the meeting."""

    subject: str
    opening: str
    before: str = ""
    reason: str = ""
    asks: bool = True
    icon: str = "mail"


def ask(uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting) -> None:
    """Ask the unit to the meeting: mail with a calendar REQUEST, notice to its people."""
    with use_locale(LOCALES[0]):
        unit = invitee.invitation.unit.name
        words = Words(
            subject=_("Invitation: %(title)s", title=meeting.title),
            opening=_(
                "%(host)s respectfully invites %(unit)s to attend:",
                host=meeting.host.name, unit=unit,
            ),
        )  # fmt: skip
        _send(uow, desk, invitee, meeting, "sent", words, REQUEST)


def tell_moved(
    uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting, was_at: datetime
) -> None:
    """Ask the unit to the new time: mail with a REQUEST of a higher SEQUENCE, notice."""
    with use_locale(LOCALES[0]):
        words = Words(
            subject=_("New time: %(title)s", title=meeting.title),
            opening=_("The meeting below has a new time. Please answer again."),
            before=format_moment(was_at),
            icon="calendar-time",
        )
        _send(uow, desk, invitee, meeting, "moved", words, REQUEST)


def tell_changed(uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting) -> None:
    """Tell the unit what the meeting says now; its answer stays."""
    with use_locale(LOCALES[0]):
        words = Words(
            subject=_("Updated: %(title)s", title=meeting.title),
            opening=_("The office has updated the meeting below. Its time is unchanged."),
            icon="edit",
        )
        _send(uow, desk, invitee, meeting, "changed", words, REQUEST)


def tell_postponed(uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting) -> None:
    """Tell the unit that the meeting has no date now: calendars take it out (CANCEL)."""
    with use_locale(LOCALES[0]):
        words = Words(
            subject=_("Postponed: %(title)s", title=meeting.title),
            opening=_("The meeting below is postponed. You will be asked again."),
            reason=meeting.cancel_reason,
            asks=False,
            icon="clock-pause",
        )
        _send(uow, desk, invitee, meeting, "postponed", words, CANCEL)


def tell_cancelled(uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting) -> None:
    """Tell the unit that the meeting will not be held (CANCEL)."""
    with use_locale(LOCALES[0]):
        words = Words(
            subject=_("Cancelled: %(title)s", title=meeting.title),
            opening=_("The meeting below is cancelled and will not be held."),
            reason=meeting.cancel_reason,
            asks=False,
            icon="calendar-off",
        )
        _send(uow, desk, invitee, meeting, "cancelled", words, CANCEL)


def tell_withdrawn(
    uow: UnitOfWork,
    desk: Desk,
    invitee: Invitee,
    meeting: Meeting,
    *,
    due_at: datetime | None = None,
) -> None:
    """Tell the unit that it need not come: its calendar takes the meeting out (CANCEL)."""
    with use_locale(LOCALES[0]):
        words = Words(
            subject=_("Invitation withdrawn: %(title)s", title=meeting.title),
            opening=_(
                "%(host)s has withdrawn the invitation to the meeting below. You need not attend.",
                host=meeting.host.name,
            )
            if invitee.is_guest
            else _(
                "%(host)s has withdrawn the invitation to the meeting below."
                " Your unit need not attend.",
                host=meeting.host.name,
            ),
            asks=False,
            icon="mail-off",
        )
        _send(uow, desk, invitee, meeting, WITHDRAWN, words, CANCEL, due_at=due_at)


def ask_for_answer(uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting) -> None:
    """Ask a unit that has not answered, or is not sure yet, for its answer."""
    with use_locale(LOCALES[0]):
        unsure = invitee.invitation.answer is Answer.TENTATIVE
        if invitee.is_guest:
            opening = (
                _("You answered that you are not sure yet. Please say whether you will attend:")
                if unsure
                else _("We have not yet heard whether you will attend. Please answer:")
            )
        else:
            opening = (
                _("Your unit answered that it is not sure yet. Please say whether it will attend:")
                if unsure
                else _("We have not yet heard whether your unit will attend. Please answer:")
            )
        words = Words(
            subject=_("Please answer: %(title)s", title=meeting.title),
            opening=opening,
            icon="bell-ringing",
        )
        what = f"chased:{invitee.invitation.version}"
        _send(uow, desk, invitee, meeting, what, words, "")


def remind_by_mail(
    uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting, key: str, due_at: datetime
) -> None:
    """Queue the mail that reminds the unit of the meeting at `due_at`."""
    with use_locale(LOCALES[0]):
        words = Words(
            subject=_("Reminder: %(title)s", title=meeting.title),
            opening=_("A reminder of the meeting you are invited to:")
            if invitee.is_guest
            else _("A reminder of the meeting your unit is invited to:"),
        )
        text, html = _bodies(desk, invitee, meeting, words)
        outbox.post_mail(
            uow,
            key=key,
            to_address=invitee.address,
            subject=words.subject,
            body_text=text,
            body_html=html,
            due_at=due_at,
        )


def withdrawal_key(invitee: Invitee) -> str:
    """Return what the key of a mail begins with that says that the invitation was withdrawn."""
    return f"{invitee.key}{WITHDRAWN}:"


def _key(invitee: Invitee, what: str, meeting: Meeting) -> str:
    # a guest can be taken out and asked again without a change of the meeting
    edition = f"{meeting.sequence}"
    if invitee.is_guest:
        edition += f":{invitee.invitation.link_serial}:{invitee.invitation.version}"
    return f"{invitee.key}{what}:{edition}"


def _send(  # noqa: PLR0913  (a mailing has these parts)
    uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting, what: str, words: Words,
    method: str, *, due_at: datetime | None = None,
) -> None:  # fmt: skip
    key = _key(invitee, what, meeting)
    text, html = _bodies(desk, invitee, meeting, words)
    outbox.post_mail(
        uow,
        key=key,
        to_address=invitee.address,
        subject=words.subject,
        body_text=text,
        body_html=html,
        calendar=calendar_of(desk, invitee, meeting, method, uow.now) if method else "",
        calendar_method=method,
        due_at=due_at,
    )
    tell(uow, invitee, key, subject=words.subject, body=when(meeting), icon=words.icon)


def _bodies(desk: Desk, invitee: Invitee, meeting: Meeting, words: Words) -> tuple[str, str]:
    values = {
        "meeting": meeting,
        "unit": invitee.invitation.unit,
        "words": words,
        "when": when(meeting),
        "place": desk.place_of(meeting, invitee),
        "chair_title": desk.chair_title,
        "page": desk.page_of(meeting, invitee),
        "is_guest": invitee.is_guest,
        "links": desk.links_of(meeting, invitee.invitation) if words.asks else {},
    }
    return render("mail/meeting.txt", **values), render("mail/meeting.html", **values)
