"""Who is to be asked, and who reads what is sent."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import MeetingId, MeetingSiteId, UnitId
from hub.directory.models import Person, Post, PostRole
from hub.invitations.models import Asking, Invitation
from hub.invitations.queries.lookups import whole
from hub.invitations.rules import SPEAKING
from hub.meetings.models import TAKES_PART, MeetingSite


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
            whole().where(
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
