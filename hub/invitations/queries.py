"""Looking invitations up. Each function says what it loads; nothing loads itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.ids import InvitationId, MeetingId, MeetingSiteId, UnitId
from hub.core.unit_of_work import Actor
from hub.directory.models import Person, Post, PostRole
from hub.invitations.errors import NoSuchInvitation
from hub.invitations.models import Answer, Asking, Invitation
from hub.invitations.rules import CHASE_AGAIN_AFTER, SPEAKING
from hub.meetings.models import NO_GUEST, TAKES_PART, Meeting, MeetingSite


@dataclass(frozen=True)
class Counts:
    """How many units were asked to a meeting and what they answered.

    `attending` are heads coming themselves, `deputies` units sending someone, `tentative` those
    not sure yet; `head_count` is the number of people expected at all member sites.
    """

    invited: int = 0
    attending: int = 0
    deputies: int = 0
    tentative: int = 0
    absent: int = 0
    waiting: int = 0
    head_count: int = 0

    @property
    def coming(self) -> int:
        """Sites at which somebody will be."""
        return self.attending + self.deputies

    @property
    def unsettled(self) -> int:
        """Units the host still waits to hear from: no answer, or not sure yet."""
        return self.waiting + self.tentative


def get(session: Session, invitation_id: InvitationId) -> Invitation:
    """Return an invitation with meeting, host, chair, unit, site and delegates.

    Raises NoSuchInvitation.
    """
    found = session.scalar(
        _whole()
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
        _whole()
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


def count_chaseable(session: Session, meeting_id: MeetingId, now: datetime) -> int:
    """Return how many units can be asked for their answer now: `rules.can_chase`."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Invitation)
            .where(
                Invitation.meeting_id == meeting_id,
                Invitation.withdrawn_at.is_(None),
                or_(Invitation.answer.is_(None), Invitation.answer == Answer.TENTATIVE),
                or_(
                    Invitation.chased_at.is_(None),
                    Invitation.chased_at <= now - CHASE_AGAIN_AFTER,
                ),
            )
        )
        or 0
    )


def has_withdrawn(session: Session, meeting_id: MeetingId) -> bool:
    """Tell whether an invitation of a unit to a meeting was withdrawn."""
    withdrawn = (
        select(Invitation.id)
        .join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
        .where(Invitation.meeting_id == meeting_id, Invitation.withdrawn_at.is_not(None), NO_GUEST)
    )
    return session.scalar(withdrawn.limit(1)) is not None


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
            _whole()
            .join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
            .where(Invitation.meeting_id == meeting_id)
            .order_by(MeetingSite.position)
        )
    )


def not_asked(session: Session, meeting_id: MeetingId, *, most: int) -> Sequence[MeetingSite]:
    """Return member sites of a meeting without an invitation that counts, in place order.

    With site and unit, the first so many.
    """
    asked = exists().where(
        Invitation.meeting_id == meeting_id,
        Invitation.meeting_site_id == MeetingSite.id,
        Invitation.withdrawn_at.is_(None),
    )
    return session.scalars(
        select(MeetingSite)
        .where(
            MeetingSite.meeting_id == meeting_id, MeetingSite.is_main.is_(False), TAKES_PART, ~asked
        )
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position, MeetingSite.id)
        .limit(most)
    ).all()


def at_sites(
    session: Session, meeting_id: MeetingId, sites: Collection[MeetingSiteId]
) -> list[Invitation]:
    """Return the invitations there ever were for some sites, loaded as by `of_meeting`."""
    return list(
        session.scalars(
            _whole().where(
                Invitation.meeting_id == meeting_id, Invitation.meeting_site_id.in_(sites)
            )
        )
    )


def is_asking(session: Session, meeting_id: MeetingId) -> bool:
    """Tell whether units are still being asked to a meeting."""
    return session.get(Asking, meeting_id) is not None


def askings(session: Session) -> Sequence[MeetingId]:
    """Return the meetings to which units are still being asked, the first begun first."""
    return session.scalars(select(Asking.meeting_id).order_by(Asking.begun_at)).all()


def newest_guest(session: Session) -> Invitation | None:
    """Return the invitation of the guest who was asked last, loaded as by `get`; None: nobody."""
    asked = select(Invitation.id).join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
    newest = asked.where(MeetingSite.is_guest, Invitation.withdrawn_at.is_(None))
    found = session.scalars(newest.order_by(Invitation.id.desc()).limit(1)).first()
    return get(session, found) if found else None


def of_unit(session: Session, meeting_id: MeetingId, unit_id: UnitId) -> Invitation | None:
    """Return the invitation of one unit to a meeting, with unit, site and delegates."""
    return session.scalars(
        _whole().where(Invitation.meeting_id == meeting_id, Invitation.unit_id == unit_id).limit(1)
    ).first()


def mine(session: Session, actor: Actor, *, since: datetime) -> Sequence[Invitation]:
    """Return the invitations of the actor's unit to meetings ending after `since`.

    Latest meeting first, with meeting, host, chair, unit, site and delegates.
    """
    return session.scalars(
        _whole()
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(Invitation.unit_id == actor.unit_id, Meeting.ends_at > since)
        .options(
            joinedload(Invitation.meeting).joinedload(Meeting.host),
            joinedload(Invitation.meeting).joinedload(Meeting.chair),
        )
        .order_by(Meeting.starts_at.desc())
    ).all()


def counts(session: Session, meeting_id: MeetingId) -> Counts:
    """Return how many were asked and what they answered, in one query."""
    return counts_of(session, [meeting_id]).get(meeting_id, Counts())


def counts_of(session: Session, meetings: Collection[MeetingId]) -> dict[MeetingId, Counts]:
    """Return the counts of several meetings in one query; one without invitations is absent.

    Units are counted, not guests.
    """

    def answered(answer: Answer) -> object:
        return func.sum(case((Invitation.answer == answer, 1), else_=0))

    rows = session.execute(
        select(
            Invitation.meeting_id,
            func.count(),
            answered(Answer.ATTENDING),
            answered(Answer.SENDING_DEPUTY),
            answered(Answer.TENTATIVE),
            answered(Answer.ABSENT),
            func.sum(case((Invitation.answer.is_(None), 1), else_=0)),
            func.coalesce(func.sum(Invitation.head_count), 0),
        )  # type: ignore[call-overload]
        .join(MeetingSite, MeetingSite.id == Invitation.meeting_site_id)
        .where(Invitation.meeting_id.in_(meetings), Invitation.withdrawn_at.is_(None), NO_GUEST)
        .group_by(Invitation.meeting_id)
    )
    return {MeetingId(row[0]): Counts(*(int(each) for each in row[1:])) for row in rows}


def readers_of(session: Session, units: Collection[UnitId]) -> dict[UnitId, list[Person]]:
    """Return who reads the notices of each unit: its leaders first, then its clerks."""
    asked = (
        select(Post.unit_id, PostRole.role, Person)
        .join(Person, Person.id == Post.person_id)
        .join(PostRole, PostRole.post_id == Post.id)
        .where(
            Post.unit_id.in_(units),
            Post.valid_to.is_(None),
            Person.active,
            PostRole.role.in_(SPEAKING),
        )
        .order_by(Person.sort_key)
    )
    found: dict[UnitId, list[Person]] = {}
    rows = sorted(session.execute(asked), key=lambda row: SPEAKING.index(row[1]))
    for unit_id, _role, person in rows:
        readers = found.setdefault(unit_id, [])
        if person not in readers:
            readers.append(person)
    return found


def _whole() -> Select[Invitation]:
    return select(Invitation).options(
        joinedload(Invitation.unit),
        joinedload(Invitation.meeting_site).joinedload(MeetingSite.site),
        selectinload(Invitation.delegates),
    )
