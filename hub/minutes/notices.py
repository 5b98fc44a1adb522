"""Who is told what about minutes, in the hub. Reactions to events of this feature."""

from hub.core.ids import MeetingId, PersonId
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.meetings.models import Meeting
from hub.minutes import queries
from hub.minutes.errors import NoSuchMinutes
from hub.minutes.events import (
    MinutesCompleted,
    MinutesReturned,
    MinutesSigned,
    MinutesSubmitted,
    MinutesTakenBack,
    MinutesVoided,
)
from hub.minutes.models import Minutes, SignerRole
from hub.outbox import service as outbox

TO_SIGN_FIRST = N_("Minutes %(number)s wait for your signature")
TO_CHECK = N_("Minutes %(number)s were submitted; the secretary signs first, then you")
TO_SIGN = N_("Minutes %(number)s, signed by the secretary, wait for your signature")
VOIDED = N_("You returned minutes %(number)s; the PDF signed by the secretary is void")
RETURNED = N_("The chair returned minutes %(number)s: %(reason)s")
COMPLETE = N_("Minutes %(number)s bear both signatures")
TO_SEAL = N_("Minutes %(number)s bear both signatures and can get the office's")


def ask_for_signatures(uow: UnitOfWork, event: MinutesSubmitted) -> None:
    """Tell secretary and chair that the minutes are submitted."""
    meeting, minutes = _both(uow, event.meeting_id)
    _tell(uow, meeting, minutes, meeting.secretary_id, _(TO_SIGN_FIRST, number=minutes.number),
          f"submitted:{event.revision}:secretary", "writing-sign")  # fmt: skip
    _tell(uow, meeting, minutes, meeting.chair_id, _(TO_CHECK, number=minutes.number),
          f"submitted:{event.revision}:chair", "notes")  # fmt: skip


def tell_of_return(uow: UnitOfWork, event: MinutesReturned) -> None:
    """Tell the secretary why the minutes came back."""
    meeting, minutes = _both(uow, event.meeting_id)
    reason = event.reason if len(event.reason) <= 200 else event.reason[:199] + "…"  # noqa: PLR2004
    sentence = _(RETURNED, number=minutes.number, reason=reason)
    key = f"returned:{uow.now.timestamp():.6f}"
    _tell(uow, meeting, minutes, meeting.secretary_id, sentence, key, "arrow-back-up")


def confirm_void(uow: UnitOfWork, event: MinutesVoided) -> None:
    """Confirm to the chair that the signed PDF counts no more; the secretary hears of the return.

    The chair is no longer asked to sign it.
    """
    outbox.withdraw(uow, f"minutes:{event.minutes_id}:signed:")
    meeting, minutes = _both(uow, event.meeting_id)
    sentence = _(VOIDED, number=minutes.number)
    key = f"voided:{event.pdf_sha256[:16]}"
    _tell(uow, meeting, minutes, meeting.chair_id, sentence, key, "file-alert")


def ask_chair(uow: UnitOfWork, event: MinutesSigned) -> None:
    """Ask the chair to sign once the secretary has."""
    if event.role != SignerRole.SECRETARY:
        return
    meeting, minutes = _both(uow, event.meeting_id)
    sentence = _(TO_SIGN, number=minutes.number)
    _tell(uow, meeting, minutes, meeting.chair_id, sentence,
          f"signed:{event.after_sha256[:16]}", "writing-sign")  # fmt: skip


def tell_complete(uow: UnitOfWork, event: MinutesCompleted) -> None:
    """Tell the secretary that the chair has signed, and the registry clerks if the office does."""
    meeting, minutes = _both(uow, event.meeting_id)
    sentence = _(COMPLETE, number=minutes.number)
    _tell(uow, meeting, minutes, meeting.secretary_id, sentence, "complete", "circle-check")
    if not minutes.awaits_seal:
        return
    sentence = _(TO_SEAL, number=minutes.number)
    for clerk in directory.people_with_role(uow.session, meeting.host_unit_id, Role.REGISTRY_CLERK):
        _tell(uow, meeting, minutes, clerk.id, sentence, f"seal:{clerk.id}", "rubber-stamp")


def forget_questions(uow: UnitOfWork, event: MinutesTakenBack | MinutesReturned) -> None:
    """Withdraw what was asked of secretary and chair."""
    outbox.withdraw(uow, f"minutes:{event.minutes_id}:submitted:")


def _both(uow: UnitOfWork, meeting_id: MeetingId) -> tuple[Meeting, Minutes]:
    minutes = queries.of_meeting(uow.session, meeting_id)
    if minutes is None:
        raise NoSuchMinutes
    return uow.session.get_one(Meeting, meeting_id), minutes


def _tell(
    uow: UnitOfWork,
    meeting: Meeting,
    minutes: Minutes,
    to: PersonId,
    sentence: str,
    key: str,
    icon: str,
) -> None:
    outbox.post_notice(
        uow,
        key=f"minutes:{minutes.id}:{key}",
        to_person_id=to,
        subject=sentence,
        body=meeting.title,
        link=f"/meetings/{meeting.id}/minutes",
        icon=icon,
    )
