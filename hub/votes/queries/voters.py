"""Looking up who has a ballot, and who has cast it."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hub.accounts.models import Account
from hub.attendance.models import Presence
from hub.core.fold import fold
from hub.core.ids import MeetingId, MeetingSiteId, MotionId, PersonId, UnitId, VoterId
from hub.core.unit_of_work import Actor
from hub.directory.models import Person, Post, Unit
from hub.invitations import queries as invitations
from hub.invitations.models import Delegate, Invitation
from hub.meetings.models import NO_GUEST, TAKES_PART, Meeting, MeetingSite
from hub.votes import rules
from hub.votes.errors import NotEntitled
from hub.votes.models import Basis, Choice, Motion, SealedBallot, Voter

#: Up to so many voters are listed to those who conduct a vote.
LISTED: Final = 100


class Entitled(NamedTuple):
    """Who has a ballot in a vote: a unit at its site, or a person of it."""

    meeting_site_id: MeetingSiteId
    unit_id: UnitId
    person_id: PersonId | None
    position: int
    name: str
    is_host: bool


class _Site(NamedTuple):
    """A site as far as votes need it: ten thousand make no objects to follow."""

    id: MeetingSiteId
    unit_id: UnitId
    position: int
    is_main: bool
    unit_name: str


def voters_of(session: Session, motion_id: MotionId) -> Sequence[Voter]:
    """Return everybody who has a ballot, in the order of the sites."""
    return session.scalars(
        select(Voter).where(Voter.motion_id == motion_id).order_by(Voter.position, Voter.name)
    ).all()


def progress(session: Session, motion_id: MotionId) -> tuple[int, int]:
    """Return how many have voted, and how many have a ballot."""
    voted, entitled = session.execute(
        select(func.count(Voter.voted_at), func.count()).where(Voter.motion_id == motion_id)
    ).one()
    return voted, entitled


def voters_listed(session: Session, motion_id: MotionId, entitled: int) -> Sequence[Voter]:
    """Return everybody who has a ballot; of many the first, who has not voted yet before others."""
    if entitled <= LISTED:
        return voters_of(session, motion_id)
    asked = select(Voter).where(Voter.motion_id == motion_id)
    return session.scalars(
        asked.order_by(Voter.voted_at.is_not(None), Voter.position, Voter.name).limit(LISTED)
    ).all()


def silent_voters(
    session: Session, motion_id: MotionId, words: str, *, most: int
) -> Sequence[Voter]:
    """Return who has not voted yet and has these words in the name, or in that of the unit."""
    named = or_(
        Unit.fold.contains(fold(words), autoescape=True),
        Voter.name.icontains(words, autoescape=True),
    )
    return session.scalars(
        select(Voter)
        .join(Unit, Unit.id == Voter.unit_id)
        .where(Voter.motion_id == motion_id, Voter.voted_at.is_(None), named)
        .order_by(Voter.position, Voter.name)
        .limit(most)
    ).all()


def tally_so_far(session: Session, motion_id: MotionId) -> rules.Tally:
    """Return what the ballots of an open vote say so far, counted by the database."""
    counted = dict(
        session.execute(
            select(Voter.choice, func.count())
            .where(Voter.motion_id == motion_id, Voter.choice.is_not(None))
            .group_by(Voter.choice)
        ).all()
    )
    return rules.Tally(*(counted.get(each, 0) for each in Choice))


def choices_of(session: Session, motion_id: MotionId) -> list[Choice | None]:
    """Return what the ballots of an open vote say."""
    return list(session.scalars(select(Voter.choice).where(Voter.motion_id == motion_id)))


def sealed_of(session: Session, motion_id: MotionId) -> Sequence[bytes]:
    """Return the ballots of a secret vote, as they are: sealed."""
    return session.scalars(
        select(SealedBallot.sealed).where(SealedBallot.motion_id == motion_id)
    ).all()


def get_voter(session: Session, motion_id: MotionId, voter_id: VoterId) -> Voter:
    """Return who has a ballot in this vote. Raises NotEntitled."""
    found = session.get(Voter, voter_id, populate_existing=True)
    if found is None or found.motion_id != motion_id:
        raise NotEntitled
    return found


def find_own(session: Session, actor: Actor, meeting: Meeting, motion: Motion) -> Voter | None:
    """Return the ballot the actor casts in a vote, if there is one."""
    theirs = session.scalars(
        select(Voter)
        .where(
            Voter.motion_id == motion.id,
            or_(Voter.unit_id == actor.unit_id, Voter.person_id == actor.person_id),
        )
        .order_by(Voter.position)
        .execution_options(populate_existing=True)
    )
    return next((each for each in theirs if _may_cast(session, actor, meeting, each)), None)


def _may_cast(session: Session, actor: Actor, meeting: Meeting, voter: Voter) -> bool:
    return rules.may_cast(
        actor,
        meeting,
        voter,
        sitting=sitting_at(session, voter.meeting_site_id),
        deputies=deputies_of(session, voter.meeting_site_id),
    )


def sitting_at(session: Session, meeting_site_id: MeetingSiteId) -> frozenset[PersonId]:
    """Return who is in the room for a site now."""
    found = session.scalars(
        select(Presence.person_id).where(
            Presence.meeting_site_id == meeting_site_id, Presence.left_at.is_(None)
        )
    )
    return frozenset(each for each in found if each is not None)


def deputies_of(session: Session, meeting_site_id: MeetingSiteId) -> frozenset[str]:
    """Return the names of those a unit sends in place of its head."""
    found = session.scalars(
        select(Delegate.name)
        .join(Invitation, Invitation.id == Delegate.invitation_id)
        .where(Invitation.meeting_site_id == meeting_site_id, Delegate.is_deputy)
    )
    return frozenset(found)


def entitled(session: Session, meeting: Meeting, motion: Motion) -> list[Entitled]:
    """Return everybody who has a ballot in a vote that is to be opened."""
    sites = _sites(session, meeting.id)
    if motion.basis is Basis.UNITS:
        return [
            _entitled(site, site.unit_name)
            for site in sites
            if motion.host_votes or not site.is_main
        ]
    return list(_persons(session, meeting, motion, sites))


def _persons(
    session: Session, meeting: Meeting, motion: Motion, sites: Sequence[_Site]
) -> Iterator[Entitled]:
    main = next((site for site in sites if site.is_main), None)
    seen: set[PersonId] = set()
    if motion.host_votes and main is not None:
        seen.add(meeting.chair_id)
        chair = session.get_one(Person, meeting.chair_id)
        yield _entitled(main, chair.name, chair.id)
    by_id = {site.id: site for site in sites}
    known = _with_accounts(session, meeting.id)
    for invitation in invitations.of_meeting(session, meeting.id):
        site = by_id.get(invitation.meeting_site_id)
        for delegate in invitation.delegates if site else ():
            person = known.get((invitation.unit_id, fold(delegate.name)))
            if site is not None and person is not None and person.id not in seen:
                seen.add(person.id)
                yield _entitled(site, person.name, person.id)


def _sites(session: Session, meeting_id: MeetingId) -> list[_Site]:
    found = session.execute(
        select(
            MeetingSite.id,
            MeetingSite.unit_id,
            MeetingSite.position,
            MeetingSite.is_main,
            Unit.short_name,
        )
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART, NO_GUEST)
        .order_by(MeetingSite.position)
    )
    return [_Site(*row) for row in found]


def _with_accounts(session: Session, meeting_id: MeetingId) -> dict[tuple[object, str], Person]:
    """Return the people of the invited units who can sign in, by unit and folded name."""
    units = select(MeetingSite.unit_id).where(
        MeetingSite.meeting_id == meeting_id, TAKES_PART, NO_GUEST
    )
    rows = session.execute(
        select(Post.unit_id, Person)
        .join(Person, Person.id == Post.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(Post.unit_id.in_(units), Post.valid_to.is_(None), Person.active)
    )
    return {(unit_id, fold(person.name)): person for unit_id, person in rows}


def _entitled(site: _Site, name: str, person_id: PersonId | None = None) -> Entitled:
    return Entitled(site.id, site.unit_id, person_id, site.position, name, site.is_main)
