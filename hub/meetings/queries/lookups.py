"""One meeting and its sites."""

from datetime import date
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from hub.core import locks
from hub.core.ids import MeetingId, UnitId
from hub.core.locks import Lock
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.directory.models import Site
from hub.meetings import rules
from hub.meetings.errors import NoSuchMeeting
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite

#: Whose meeting it is, and what it is about.
PEOPLE_AND_AGENDA: Final = (
    joinedload(Meeting.host),
    joinedload(Meeting.chair),
    joinedload(Meeting.secretary),
    selectinload(Meeting.agenda),
)
SITES: Final = selectinload(Meeting.sites).options(
    joinedload(MeetingSite.site), joinedload(MeetingSite.unit)
)


def get(session: Session, meeting_id: MeetingId) -> Meeting:
    """Return the meeting with host, chair, secretary, agenda, sites, their sites and units.

    Raises NoSuchMeeting.
    """
    return _get(session, meeting_id, *PEOPLE_AND_AGENDA, SITES)


def get_alone(session: Session, meeting_id: MeetingId) -> Meeting:
    """Return the meeting with host, chair, secretary and agenda, without its sites.

    Raises NoSuchMeeting.
    """
    return _get(session, meeting_id, *PEOPLE_AND_AGENDA)


def _get(session: Session, meeting_id: MeetingId, *loaded: ExecutableOption) -> Meeting:
    found = session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(*loaded))
    if found is None:
        raise NoSuchMeeting
    return found


def get_to_see(session: Session, actor: Actor, meeting_id: MeetingId) -> Meeting:
    """Return a meeting the actor may know of, loaded as by `get`. To others NoSuchMeeting."""
    meeting = get(session, meeting_id)
    if not rules.may_see(actor, meeting):
        raise NoSuchMeeting
    return meeting


def get_to_arrange(session: Session, actor: Actor, meeting_id: MeetingId) -> Meeting:
    """Return a meeting the actor arranges, loaded as by `get`. To others NoSuchMeeting."""
    meeting = get(session, meeting_id)
    if not rules.may_arrange(actor, meeting):
        raise NoSuchMeeting
    return meeting


def get_to_chair(session: Session, actor: Actor, meeting_id: MeetingId) -> Meeting:
    """Return a meeting the actor chairs, loaded as by `get`. To others NoSuchMeeting."""
    meeting = get(session, meeting_id)
    if not rules.may_chair(actor, meeting):
        raise NoSuchMeeting
    return meeting


def sites_of(session: Session, meeting_id: MeetingId) -> list[MeetingSite]:
    """Return the sites of a meeting in place order, with site and unit."""
    return list(session.scalars(_in_order(meeting_id)))


def _in_order(meeting_id: MeetingId) -> Select[MeetingSite]:
    return (
        select(MeetingSite)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position)
    )


def withdrawn_sites(session: Session, meeting_id: MeetingId) -> list[MeetingSite]:
    """Return the sites whose invitation was withdrawn, with site and unit."""
    return list(
        session.scalars(
            select(MeetingSite)
            .where(MeetingSite.meeting_id == meeting_id, ~TAKES_PART)
            .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        )
    )


def guests_of(session: Session, meeting_id: MeetingId) -> list[MeetingSite]:
    """Return the guests of a meeting in place order, with site and unit; those removed last."""
    return list(
        session.scalars(
            select(MeetingSite)
            .where(MeetingSite.meeting_id == meeting_id, MeetingSite.is_guest)
            .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
            .order_by(MeetingSite.withdrawn_at.is_not(None), MeetingSite.position)
        )
    )


def meeting_of_guest(session: Session, unit_id: UnitId) -> MeetingId | None:
    """Return the one meeting that a guest, by the unit they stand for, takes part in."""
    return session.scalar(
        select(MeetingSite.meeting_id).where(
            MeetingSite.unit_id == unit_id, MeetingSite.is_guest, TAKES_PART
        )
    )


def site_of_unit(session: Session, meeting_id: MeetingId, unit_id: UnitId) -> MeetingSite | None:
    """Return the first site of a unit in a meeting, with site and unit."""
    return session.scalar(_in_order(meeting_id).where(MeetingSite.unit_id == unit_id).limit(1))


def main_site_of(session: Session, meeting_id: MeetingId) -> MeetingSite | None:
    """Return the main site of a meeting, with site and unit; None when the host has none."""
    return session.scalar(_in_order(meeting_id).where(MeetingSite.is_main).limit(1))


def member_sites(session: Session, host_unit_id: UnitId, day: date) -> list[Site]:
    """Return the sites that a host may ask to its meetings on a day, in place order, with units.

    All sites in use whose unit is valid that day, except those of the host itself.
    """
    return [
        site
        for site in directory.sites_of(session)
        if site.unit_id != host_unit_id
        and site.unit.valid_from <= day
        and (site.unit.valid_to is None or day < site.unit.valid_to)
    ]


def take_turn(session: Session, meeting_id: MeetingId) -> None:
    """Wait until no other process counts in this meeting; held to the end of the transaction.

    Rows that point to the meeting are still written meanwhile. SQLite has one writer anyway.
    """
    session.execute(
        select(Meeting.id).where(Meeting.id == meeting_id).with_for_update(key_share=True)
    )


def next_code(session: Session, year: int) -> str:
    """Return the next code of a year, such as HN-2026-0007.

    Safe under concurrency: SQLite has one writer at a time, PostgreSQL an advisory lock.
    """
    locks.take(session, Lock.MEETING_CODE)
    prefix = f"HN-{year}-"
    latest = session.scalar(
        select(Meeting.code)
        .where(Meeting.code.startswith(prefix, autoescape=True))
        .order_by(func.length(Meeting.code).desc(), Meeting.code.desc())
        .limit(1)
    )
    number = int(latest.removeprefix(prefix)) + 1 if latest else 1
    return f"{prefix}{number:04d}"
