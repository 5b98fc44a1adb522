"""Sentences read in the hub."""

from datetime import datetime

from hub.core.text import LOCALES, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.invitations.models import Invitation
from hub.invitations.notices.desk import Invitee
from hub.meetings.models import Meeting
from hub.outbox import service as outbox


def tell(
    uow: UnitOfWork,
    invitee: Invitee,
    key: str,
    *,
    subject: str,
    body: str = "",
    icon: str = "mail",
    due_at: datetime | None = None,
) -> None:
    """Let the leaders and clerks of a unit read a sentence that leads to their invitation."""
    for reader_id in invitee.reader_ids:
        outbox.post_notice(
            uow,
            key=f"{key}:{reader_id}",
            to_person_id=reader_id,
            subject=subject,
            body=body,
            link=f"/invitations/{invitee.invitation.id}",
            icon=icon,
            due_at=due_at,
        )


def ask_chair_about_absence(uow: UnitOfWork, invitation: Invitation, meeting: Meeting) -> None:
    """Tell the chair that a unit asks to be absent. The invitation has its unit."""
    with use_locale(LOCALES[0]):
        outbox.post_notice(
            uow,
            key=f"invitation:{invitation.id}:absent:{invitation.version}",
            to_person_id=meeting.chair_id,
            subject=_("%(unit)s asks to be absent", unit=invitation.unit.short_name),
            body=f"{meeting.title}. {invitation.reason}",
            link=f"/meetings/{meeting.id}/invitations",
            icon="user-question",
        )


def tell_decision(uow: UnitOfWork, invitee: Invitee, meeting: Meeting) -> None:
    """Tell the unit what the chair says to its absence."""
    approved = bool(invitee.invitation.absence_approved)
    with use_locale(LOCALES[0]):
        subject = (
            _("The chair agrees to your absence")
            if approved
            else _("The chair does not agree to your absence. Please send someone.")
        )
        tell(
            uow,
            invitee,
            f"{invitee.key}decided:{invitee.invitation.version}",
            subject=subject,
            body=meeting.title,
            icon="circle-check" if approved else "alert-circle",
        )
