"""Sentences in the hub for those whose turn it is.

Keys: `meeting:<id>:<what>:<version>`; the version makes each turn a notice of its own.
"""

from hub.core.clock import format_moment
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting
from hub.outbox import service as outbox


def path_of(meeting: Meeting) -> str:
    """Return where the meeting's page is."""
    return f"/meetings/{meeting.id}"


def ask_chair(uow: UnitOfWork, meeting: Meeting) -> None:
    """Tell the chair that a meeting waits for their word."""
    _withdraw(uow, meeting)
    outbox.post_notice(
        uow,
        key=f"meeting:{meeting.id}:submitted:{meeting.version}",
        to_person_id=meeting.chair_id,
        subject=_("Approve the meeting: %(title)s", title=meeting.title),
        body=format_moment(meeting.starts_at),
        link=path_of(meeting),
        icon="calendar-check",
    )


def tell_approved(uow: UnitOfWork, meeting: Meeting) -> None:
    """Tell who wrote the meeting down that invitations may leave."""
    _withdraw(uow, meeting)
    outbox.post_notice(
        uow,
        key=f"meeting:{meeting.id}:approved:{meeting.version}",
        to_person_id=meeting.created_by_id,
        subject=_("Approved, invitations can be sent: %(title)s", title=meeting.title),
        body=format_moment(meeting.starts_at),
        link=path_of(meeting),
        icon="circle-check",
    )


def tell_returned(uow: UnitOfWork, meeting: Meeting) -> None:
    """Tell who wrote the meeting down what the chair wants changed."""
    _withdraw(uow, meeting)
    outbox.post_notice(
        uow,
        key=f"meeting:{meeting.id}:returned:{meeting.version}",
        to_person_id=meeting.created_by_id,
        subject=_("Returned by the chair: %(title)s", title=meeting.title),
        body=meeting.returned_reason,
        link=path_of(meeting),
        icon="arrow-back-up",
    )


def _withdraw(uow: UnitOfWork, meeting: Meeting) -> None:
    outbox.withdraw(uow, f"meeting:{meeting.id}:")
