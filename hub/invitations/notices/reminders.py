"""Reminders of a meeting: future rows of the outbox, so that they survive a restart.

Keys: `invitation:<id>:reminder:<sequence>:<version of the invitation>:<which>`. A moved meeting
has reminders of its own; those of the old time are withdrawn in the same transaction.
"""

from collections.abc import Collection

from hub.core.ids import InvitationId
from hub.core.text import LOCALES, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.invitations.notices.desk import KEYS, Desk, Invitee, key_of, when
from hub.invitations.notices.letters import remind_by_mail
from hub.invitations.notices.sentences import tell
from hub.invitations.rules import BY_MAIL, Reminder, reminders_due
from hub.meetings.models import Meeting
from hub.outbox import service as outbox


def remind(uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting) -> None:
    """Queue the reminders that are still to come, in place of any queued before."""
    stop_reminding(uow, invitee)
    remind_first(uow, desk, invitee, meeting)


def remind_first(uow: UnitOfWork, desk: Desk, invitee: Invitee, meeting: Meeting) -> None:
    """Queue the reminders that are still to come, of an invitation that has none waiting."""
    edition = f"{meeting.sequence}:{invitee.invitation.version}"
    for which, due_at in reminders_due(meeting, uow.now).items():
        key = f"{invitee.key}reminder:{edition}:{which.value}"
        with use_locale(LOCALES[0]):
            subject = sentence_of(which, meeting)
            tell(
                uow, invitee, key, subject=subject, body=when(meeting), icon="clock", due_at=due_at
            )
        if which in BY_MAIL:
            remind_by_mail(uow, desk, invitee, meeting, key, due_at)


def stop_reminding(uow: UnitOfWork, invitee: Invitee) -> None:
    """Withdraw the reminders that have not come yet."""
    outbox.withdraw(uow, f"{invitee.key}reminder:")


def stop_reminding_all(uow: UnitOfWork, invitation_ids: Collection[InvitationId]) -> None:
    """Withdraw the reminders of many invitations that have not come yet."""
    outbox.withdraw_all(uow, KEYS, [f"{key_of(each)}reminder:" for each in invitation_ids])


def withdraw(uow: UnitOfWork, invitee: Invitee) -> None:
    """Take back everything about the invitation that did not leave, or is out of date."""
    outbox.withdraw(uow, invitee.key)


def withdraw_all(uow: UnitOfWork, invitees: Collection[Invitee]) -> None:
    """Do the same for many invitations, with one look at what waits."""
    outbox.withdraw_all(uow, KEYS, [each.key for each in invitees])


def sentence_of(which: Reminder, meeting: Meeting) -> str:
    """Write how far away the meeting is."""
    sentences = {
        Reminder.THREE_DAYS: _("In 3 days: %(title)s", title=meeting.title),
        Reminder.ONE_DAY: _("Tomorrow: %(title)s", title=meeting.title),
        Reminder.SIXTY_MINUTES: _("In 60 minutes: %(title)s", title=meeting.title),
        Reminder.TEN_MINUTES: _("In 10 minutes: %(title)s", title=meeting.title),
    }
    return sentences[which]
