"""Invitations, one and many."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.ids import InvitationId, MeetingId, UnitId
from hub.core.unit_of_work import Actor
from hub.invitations.errors import NoSuchInvitation
from hub.invitations.models import Answer, Invitation
from hub.meetings.models import NO_GUEST, Meeting, MeetingSite


def get(session: Session, invitation_id: InvitationId) -> Invitation:
    """Return an invitation with meeting, host, chair, unit, site and delegates.

    Raises NoSuchInvitation.
    """
    found = session.scalar(
        whole()
        .where(Invitation.id == invitation_id)
        .options(
            joinedload(Invitation.meeting).joinedload(Meeting.host),
            joinedload(Invitation.meeting).joinedload(Meeting.chair),
            joinedload(Invitation.meeting).selectinload(Meeting.agenda),
        )
    )
    if found is None:
        raise NoSuchInvitation
    return found


def get_of_unit(session: Session, actor: Actor, invitation_id: InvitationId) -> Invitation:
    """Return an invitation of the actor's unit, loaded as by `get`. To others NoSuchInvitation."""
    invitation = get(session, invitation_id)
    if invitation.unit_id != actor.unit_id:
        raise NoSuchInvitation
    return invitation


def get_of_meeting(
    session: Session, meeting_id: MeetingId, invitation_id: InvitationId
) -> Invitation:
    """Return an invitation to one meeting, loaded as by `get`. Raises NoSuchInvitation."""
    invitation = get(session, invitation_id)
    if invitation.meeting_id != meeting_id:
        raise NoSuchInvitation
    return invitation


def of_meeting(session: Session, meeting_id: MeetingId) -> list[Invitation]:
    """Return the invitations to a meeting in place order, with unit, site and delegates.

    Those withdrawn are left out; `ever_of_meeting` has them too.
    """
    return [each for each in ever_of_meeting(session, meeting_id) if each.withdrawn_at is None]


def listed(
    session: Session, meeting_id: MeetingId, which: str, *, first: int, most: int
) -> tuple[list[Invitation], int]:
    """Return a part of the invitations of units to a meeting and how many there are in all.

    In place order, those withdrawn last, loaded as by `of_meeting`. `which`: "all", "waiting",
    "withdrawn" or the value of an answer.
    """
    units = select(MeetingSite.id).where(MeetingSite.meeting_id == meeting_id, NO_GUEST)
    wanted = (
        Invitation.meeting_id == meeting_id,
        Invitation.meeting_site_id.in_(units),
        *_which(which),
    )
    found = session.scalars(
        whole()
        .join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
        .where(*wanted)
        .order_by(Invitation.withdrawn_at.is_not(None), MeetingSite.position, Invitation.id)
        .offset(first)
        .limit(most)
    ).all()
    total = session.scalar(select(func.count()).select_from(Invitation).where(*wanted))
    return list(found), total or 0


def _which(which: str) -> tuple[ColumnElement[bool], ...]:
    if which == "all":
        return ()
    if which == "withdrawn":
        return (Invitation.withdrawn_at.is_not(None),)
    answered = (
        Invitation.answer.is_(None) if which == "waiting" else Invitation.answer == Answer(which)
    )
    return Invitation.withdrawn_at.is_(None), answered


def ids_of_meeting(session: Session, meeting_id: MeetingId) -> Sequence[InvitationId]:
    """Return the ids of the invitations to a meeting that were not withdrawn."""
    return session.scalars(
        select(Invitation.id).where(
            Invitation.meeting_id == meeting_id, Invitation.withdrawn_at.is_(None)
        )
    ).all()


def ever_of_meeting(session: Session, meeting_id: MeetingId) -> list[Invitation]:
    """Return every invitation there ever was to a meeting, loaded as by `of_meeting`."""
    return list(
        session.scalars(
            whole()
            .join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
            .where(Invitation.meeting_id == meeting_id)
            .order_by(MeetingSite.position)
        )
    )


def newest_guest(session: Session) -> Invitation | None:
    """Return the invitation of the guest who was asked last, loaded as by `get`; None: nobody."""
    asked = select(Invitation.id).join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
    newest = asked.where(MeetingSite.is_guest, Invitation.withdrawn_at.is_(None))
    found = session.scalars(newest.order_by(Invitation.id.desc()).limit(1)).first()
    return get(session, found) if found else None


def of_unit(session: Session, meeting_id: MeetingId, unit_id: UnitId) -> Invitation | None:
    """Return the invitation of one unit to a meeting, with unit, site and delegates."""
    return session.scalars(
        whole().where(Invitation.meeting_id == meeting_id, Invitation.unit_id == unit_id).limit(1)
    ).first()


def mine(session: Session, actor: Actor, *, since: datetime) -> Sequence[Invitation]:
    """Return the invitations of the actor's unit to meetings ending after `since`.

    Latest meeting first, with meeting, host, chair, unit, site and delegates.
    """
    return session.scalars(
        whole()
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(Invitation.unit_id == actor.unit_id, Meeting.ends_at > since)
        .options(
            joinedload(Invitation.meeting).joinedload(Meeting.host),
            joinedload(Invitation.meeting).joinedload(Meeting.chair),
        )
        .order_by(Meeting.starts_at.desc())
    ).all()


def whole() -> Select[Invitation]:
    """Return the statement of invitations with unit, site and delegates."""
    return select(Invitation).options(
        joinedload(Invitation.unit),
        joinedload(Invitation.meeting_site).joinedload(MeetingSite.site),
        selectinload(Invitation.delegates),
    )
