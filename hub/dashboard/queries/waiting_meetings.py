"""What waits around meetings: approving, inviting, answering, calling the roll, lines."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from hub.attendance.models import AttendanceSheet
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.dashboard.queries.waiting_item import Waiting
from hub.invitations.models import Answer, Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite, MeetingState
from hub.meetings.rules import OPENS_AHEAD
from hub.quality.models import LineTest

#: Lines are tested from two days before a meeting on.
TEST_AHEAD: Final = timedelta(days=2)
MOST: Final = 5

Question = Callable[[Session, Actor, datetime], Iterable[Waiting]]


def to_enter(session: Session, actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Meetings that are held now, or whose doors are open."""
    asked = meetings.visible_to(actor), _mine(actor), Meeting.ends_at > now
    soon = Meeting.starts_at <= now + OPENS_AHEAD
    held = Meeting.state == MeetingState.LIVE
    for meeting in _meetings(session, *asked, held | (soon & _is(MeetingState.INVITED))):
        live = meeting.state is MeetingState.LIVE
        yield Waiting(
            _("Being held now") if live else _("Begins soon"),
            meeting.title,
            _("To the lobby"),
            "rooms.lobby",
            {"meeting_id": meeting.id},
            "video",
            "seal" if live else "info",
            rank=0,
            due_at=meeting.starts_at,
        )


def to_approve(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Meetings put before the actor as their chair."""
    chaired = Meeting.chair_id == actor.person_id
    for meeting in _meetings(session, chaired, _is(MeetingState.SUBMITTED)):
        yield _of(meeting, _("Approve the meeting"), _("Look and decide"), "gavel", rank=1)


def to_prepare(session: Session, actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Meetings of the actor's unit that wait to be repaired or sent out."""
    if not actor.has(Role.SCHEDULER):
        return
    ours = Meeting.host_unit_id == actor.unit_id
    sent_back = Meeting.returned_reason != ""
    for meeting in _meetings(session, ours, _is(MeetingState.DRAFT), sent_back):
        yield _of(
            meeting,
            _("Sent back"),
            _("Repair"),
            "arrow-back-up",
            "gold",
            1,
            meeting.returned_reason,
        )
    for meeting in _meetings(session, ours, _is(MeetingState.APPROVED), Meeting.starts_at > now):
        yield _of(meeting, _("Approved, not yet sent"), _("Send invitations"), "send", rank=1)


def to_chase(session: Session, actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Meetings to come to which some units have not answered for certain."""
    if not actor.has(Role.SCHEDULER):
        return
    silent = _with_invitations(
        session,
        Meeting.host_unit_id == actor.unit_id,
        _is(MeetingState.INVITED),
        Meeting.starts_at > now,
        or_(Invitation.answer.is_(None), Invitation.answer == Answer.TENTATIVE),
    )
    for meeting, number in silent:
        yield Waiting(
            _("%(number)s units have not answered for certain", number=number),
            meeting.title,
            _("See and remind"),
            "invitations.of_meeting",
            {"meeting_id": meeting.id},
            "mail-forward",
            due_at=meeting.starts_at,
        )


def to_answer(session: Session, actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Invitations of the actor's unit without an answer, or with "not sure yet"."""
    if not actor.has(Role.SITE_LEADER, Role.SITE_CLERK):
        return
    asked = select(Invitation.meeting_id).where(
        Invitation.unit_id == actor.unit_id,
        or_(Invitation.answer.is_(None), Invitation.answer == Answer.TENTATIVE),
        Invitation.withdrawn_at.is_(None),
    )
    open_ones = Meeting.id.in_(asked), _is(MeetingState.INVITED), Meeting.starts_at > now
    for meeting in _meetings(session, *open_ones):
        yield Waiting(
            _("Answer the invitation"),
            meeting.title,
            _("Answer"),
            "invitations.mine",
            {},
            "calendar-event",
            "info",
            rank=1,
            due_at=meeting.starts_at,
        )


def to_decide_absence(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Absences that the actor, as chair, has not decided."""
    undecided = _with_invitations(
        session,
        Meeting.chair_id == actor.person_id,
        Meeting.state.in_((MeetingState.INVITED, MeetingState.LIVE)),
        Invitation.answer == Answer.ABSENT,
        Invitation.absence_approved.is_(None),
    )
    for meeting, number in undecided:
        yield Waiting(
            _("%(number)s units ask to be absent", number=number),
            meeting.title,
            _("Decide"),
            "invitations.of_meeting",
            {"meeting_id": meeting.id},
            "user-question",
            "gold",
            rank=1,
            due_at=meeting.starts_at,
        )


def to_freeze(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """Meetings that ended and whose attendance sheet is not frozen."""
    frozen = select(AttendanceSheet.meeting_id)
    for meeting in _meetings(
        session, _recorded_by(actor), _is(MeetingState.ENDED), Meeting.id.not_in(frozen)
    ):
        yield Waiting(
            _("Freeze the attendance sheet"),
            meeting.title,
            _("Check and freeze"),
            "attendance.sheet",
            {"meeting_id": meeting.id},
            "clipboard-check",
        )


def to_test(session: Session, actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Meetings of the next days with sites whose line was never tested."""
    if not actor.has(Role.TECHNICIAN):
        return
    tested = select(LineTest.meeting_site_id)
    rows = session.execute(
        select(Meeting, func.count())
        .join(MeetingSite, MeetingSite.meeting_id == Meeting.id)
        .where(
            Meeting.host_unit_id == actor.unit_id,
            _is(MeetingState.INVITED),
            Meeting.starts_at > now,
            Meeting.starts_at < now + TEST_AHEAD,
            MeetingSite.is_main.is_(False),
            TAKES_PART,
            MeetingSite.id.not_in(tested),
        )
        .group_by(Meeting.id)
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    for meeting, number in rows:
        yield Waiting(
            _("%(number)s sites have not tested their line", number=number),
            meeting.title,
            _("To the readiness board"),
            "quality.readiness",
            {"meeting_id": meeting.id},
            "gauge",
            "gold",
            due_at=meeting.starts_at,
        )


QUESTIONS: Final[Sequence[Question]] = (
    to_enter, to_approve, to_prepare, to_answer, to_decide_absence, to_chase, to_freeze, to_test,
)  # fmt: skip


def _of(
    meeting: Meeting, what: str, action: str, icon: str, tone: str = "info", rank: int = 2,
    note: str = "",
) -> Waiting:  # fmt: skip
    return Waiting(
        what, meeting.title, action, "meetings.show", {"meeting_id": meeting.id}, icon,
        tone, rank, note, meeting.starts_at,  # type: ignore[arg-type]
    )  # fmt: skip


def _meetings(session: Session, *which: ColumnElement[bool]) -> Sequence[Meeting]:
    asked = select(Meeting).where(*which).order_by(Meeting.starts_at).limit(MOST)
    return session.scalars(asked).all()


def _with_invitations(
    session: Session, *which: ColumnElement[bool]
) -> Iterable[tuple[Meeting, int]]:
    """Return the next meetings with invitations of this kind, and how many each has."""
    asked = (
        select(Meeting, func.count())
        .join(Invitation, Invitation.meeting_id == Meeting.id)
        .where(*which, Invitation.withdrawn_at.is_(None))
        .group_by(Meeting.id)
        .order_by(Meeting.starts_at)
        .limit(MOST)
    )
    return session.execute(asked).tuples()


def _is(state: MeetingState) -> ColumnElement[bool]:
    return Meeting.state == state


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Return the meetings the actor's unit takes part in, not merely reads about."""
    takes_part = select(MeetingSite.meeting_id).where(
        MeetingSite.unit_id == actor.unit_id, TAKES_PART
    )
    return (Meeting.host_unit_id == actor.unit_id) | Meeting.id.in_(takes_part)


def _recorded_by(actor: Actor) -> ColumnElement[bool]:
    named = Meeting.secretary_id == actor.person_id
    ours = Meeting.host_unit_id == actor.unit_id
    return named | ours if actor.has(Role.SECRETARY) else named
