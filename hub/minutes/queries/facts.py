"""The facts of a meeting, as form 1.9 asks for them (Nghị định 30/2020/NĐ-CP, Phụ lục III).

Nothing here is made up: what the hub does not know is None or empty, and stays open in the
draft for the secretary to write.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hub.attendance import queries as attendance
from hub.attendance.models import RollStatus
from hub.attendance.queries import SiteAttendance
from hub.core.clock import wall_date
from hub.core.ids import MeetingId, PersonId, UnitId
from hub.directory import queries as directory
from hub.invitations import queries as invitations
from hub.meetings.models import Meeting, MeetingForm
from hub.rooms import queries as rooms
from hub.rooms.models import Turn
from hub.votes import queries as votes


@dataclass(frozen=True, slots=True)
class Office:
    """How the host signs: the upper left of the paper, and the people under it."""

    name: str
    superior: str
    abbreviation: str
    chair: str
    chair_title: str
    secretary: str
    secretary_title: str


@dataclass(frozen=True, slots=True)
class AgendaFact:
    """An item of the agenda, who presented it, how long it took; zero: not taken up live."""

    title: str
    presenter: str
    spent: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class SiteFact:
    """A site and whether it took part; `head_count` None: not counted."""

    name: str
    present: bool
    status: RollStatus | None
    head_count: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Absence:
    """A site that was not there; `reason` empty: none was given."""

    site: str
    excused: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who came in place of the head of a unit."""

    site: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Speech:
    """A site that had the floor; `ended_at` None: the end was not heard.

    A question names whom it asks; an answer, the site that asked.
    """

    site: str
    began_at: datetime
    ended_at: datetime | None
    speaker: str = ""
    turn: Turn = Turn.SPEECH
    subject: str = ""
    asked: str = ""
    asked_by: str = ""
    item: str = ""

    @property
    def lasted(self) -> timedelta | None:
        """How long it took."""
        return self.ended_at - self.began_at if self.ended_at else None


@dataclass(frozen=True, slots=True)
class VoteFact:
    """A motion whose ballots were counted. `result` is a sentence; `opinions` name their units."""

    title: str
    text: str
    is_secret: bool
    result: str
    opinions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the hub knows of a meeting that was held."""

    title: str
    form: MeetingForm
    office: Office
    main_place: str
    began_at: datetime
    ended_at: datetime | None
    agenda: tuple[AgendaFact, ...]
    sites: tuple[SiteFact, ...]
    persons: int
    absences: tuple[Absence, ...]
    deputies: tuple[Deputy, ...]
    speeches: tuple[Speech, ...]
    roll_is_frozen: bool
    votes: tuple[VoteFact, ...] = ()
    opened_without_quorum: str = ""
    guests: tuple[str, ...] = ()

    @property
    def present(self) -> int:
        """How many sites took part."""
        return sum(site.present for site in self.sites)


def office_of(session: Session, meeting: Meeting) -> Office:
    """Return how the host signs papers of the meeting's day. Needs chair and secretary loaded."""
    head = directory.letterhead(session, meeting.host_unit_id, wall_date(meeting.starts_at))
    return Office(
        name=head.name,
        superior=head.superior,
        abbreviation=head.abbreviation,
        chair=meeting.chair.name,
        chair_title=_title(session, meeting.chair_id, meeting.host_unit_id),
        secretary=meeting.secretary.name,
        secretary_title=_title(session, meeting.secretary_id, meeting.host_unit_id),
    )


def facts_of(session: Session, meeting: Meeting, now: datetime) -> Facts:
    """Return the facts. Needs agenda, chair and secretary loaded."""
    summary = attendance.summary(session, meeting, now=now)
    main = next((row.meeting_site for row in summary.sites if row.meeting_site.is_main), None)
    return Facts(
        title=meeting.title,
        form=meeting.form,
        office=office_of(session, meeting),
        main_place=meeting.location or (main.site.place if main else ""),
        began_at=meeting.opened_at or meeting.starts_at,
        ended_at=meeting.closed_at,
        agenda=tuple(
            AgendaFact(time.item.title, time.item.presenter, time.spent)
            for time in rooms.item_times(session, meeting, now)
        ),
        sites=tuple(_site(row) for row in summary.sites),
        persons=summary.counts.persons,
        absences=tuple(_absence(row) for row in summary.sites if not row.is_present),
        deputies=_deputies(session, meeting.id, summary.sites),
        speeches=speeches_of(session, meeting.id),
        roll_is_frozen=summary.sheet is not None,
        votes=votes_of(session, meeting.id),
        opened_without_quorum=_opening_reason(session, meeting.id),
        guests=tuple(each["name"] for each in summary.guests if each["intervals"]),
    )


def votes_of(session: Session, meeting_id: MeetingId) -> tuple[VoteFact, ...]:
    """Return what was voted on and counted, in order."""
    return tuple(
        VoteFact(
            record.motion.title,
            record.motion.text,
            record.motion.is_secret,
            votes.summary_of(record),
            tuple((voter.name, voter.opinion) for voter in record.opinions),
        )
        for record in votes.records_of(session, meeting_id)
    )


def _opening_reason(session: Session, meeting_id: MeetingId) -> str:
    check = attendance.quorum_check_of(session, meeting_id)
    return check.reason if check is not None and not check.met else ""


def speeches_of(session: Session, meeting_id: MeetingId) -> tuple[Speech, ...]:
    """Return which sites had the floor, and when, in order."""
    held = rooms.speeches(session, meeting_id)
    sites = {each.id: each.site_name for each in held}
    return tuple(
        Speech(
            site=each.site_name,
            began_at=each.started_at,
            ended_at=each.ended_at,
            speaker=each.speaker_name,
            turn=each.turn,
            subject=each.subject,
            asked=each.asked,
            asked_by=sites.get(each.question_id, "") if each.question_id else "",
            item=each.item,
        )
        for each in held
    )


def _site(row: SiteAttendance) -> SiteFact:
    return SiteFact(row.site_name, row.is_present, row.status, row.head_count, row.note)


def _absence(row: SiteAttendance) -> Absence:
    excused = row.status is RollStatus.EXCUSED or (
        row.status is None and attendance.announced_absence(row.invitation)
    )
    return Absence(row.site_name, excused, row.note)


def _deputies(
    session: Session, meeting_id: MeetingId, rows: list[SiteAttendance]
) -> tuple[Deputy, ...]:
    there = {row.meeting_site.id for row in rows if row.is_present and row.deputy}
    return tuple(
        Deputy(invitation.meeting_site.site.name, delegate.name, delegate.title)
        for invitation in invitations.of_meeting(session, meeting_id)
        if invitation.meeting_site_id in there
        for delegate in invitation.delegates
        if delegate.is_deputy
    )


def _title(session: Session, person_id: PersonId, unit_id: UnitId) -> str:
    posts = directory.posts_of(session, person_id)
    own = [post for post in posts if post.unit_id == unit_id]
    return next((post.title for post in [*own, *posts]), "")
